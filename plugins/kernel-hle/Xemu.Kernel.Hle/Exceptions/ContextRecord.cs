namespace Xemu.Kernel.Hle;

/// <summary>CONTEXT as byte offsets: flags, the 512 bytes of FXSAVE and a word, integer registers, control registers.</summary>
/// <remarks>Source: the console's CONTEXT as debuggers of homebrew describe it (xboxdevwiki "Kernel/RtlCaptureContext"); unverified.</remarks>
internal static class ContextRecord
{
    public const uint Flags = 0;
    public const uint Floating = 4;
    public const uint FloatingBytes = 512;
    public const uint Edi = 0x208;
    public const uint Esi = 0x20C;
    public const uint Ebx = 0x210;
    public const uint Edx = 0x214;
    public const uint Ecx = 0x218;
    public const uint Eax = 0x21C;
    public const uint Ebp = 0x220;
    public const uint Eip = 0x224;
    public const uint SegCs = 0x228;
    public const uint Eflags = 0x22C;
    public const uint Esp = 0x230;
    public const uint SegSs = 0x234;
    public const uint Bytes = 0x238;

    public const uint ControlAndInteger = 0x0001_0007;
    public const uint FloatingFlag = 0x0001_0008;
}
