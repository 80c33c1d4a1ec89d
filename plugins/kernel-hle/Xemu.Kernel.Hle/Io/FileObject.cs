namespace Xemu.Kernel.Hle;

/// <summary>FILE_OBJECT as byte offsets. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class FileObject
{
    public const uint Type = 0;
    public const uint Bits = 2;
    public const uint Flags = 3;
    public const uint Device = 4;
    public const uint FinalStatus = 0x10;
    public const uint CurrentByteOffset = 0x18;
    public const uint CompletionContext = 0x24;
    public const uint Lock = 0x2C;
    public const uint Event = 0x3C;
    public const uint Bytes = 0x50;

    /// <summary>Value of <see cref="Type"/>.</summary>
    public const ushort TypeFile = 5;
}
