namespace Xemu.Kernel.Hle;

/// <summary>EXCEPTION_RECORD as byte offsets, and its flags. Source: nxdk lib/xboxkrnl/xboxdef.h.</summary>
internal static class ExceptionRecord
{
    public const uint Code = 0;
    public const uint Flags = 4;
    public const uint Next = 8;
    public const uint Address = 12;
    public const uint ParameterCount = 16;
    public const uint Parameters = 20;
    public const uint Bytes = 80;
    public const int MostParameters = 15;

    public const uint Noncontinuable = 1;
    public const uint Unwinding = 2;
    public const uint ExitUnwind = 4;
    public const uint StackInvalid = 8;
    public const uint Nested = 16;
}
