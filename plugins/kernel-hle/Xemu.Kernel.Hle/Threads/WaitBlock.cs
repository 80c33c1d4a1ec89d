namespace Xemu.Kernel.Hle;

/// <summary>KWAIT_BLOCK as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class WaitBlock
{
    public const uint ListEntry = 0;
    public const uint Thread = 8;
    public const uint Object = 12;
    public const uint Next = 16;
    public const uint Key = 20;
    public const uint Type = 22;
    public const uint Bytes = 24;

    /// <summary>Wait type: all objects at once.</summary>
    public const ushort WaitAll = 0;

    /// <summary>Wait type: any object.</summary>
    public const ushort WaitAny = 1;
}
