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

    /// <summary>The bits of the wait type; the others are ours.</summary>
    public const ushort TypeMask = 0x000F;

    /// <summary>The wait holds a reference to the object.</summary>
    public const ushort ByHandle = 0x8000;

    /// <summary>The object is a file, and its event is waited for.</summary>
    public const ushort File = 0x4000;

    /// <summary>An entry of the queue is waited for: the call takes it by itself, and is served again when the thread may have one.</summary>
    public const ushort Entry = 0x2000;
}
