using System.Runtime.InteropServices;

namespace Xemu.Transport.Posix;

/// <summary>struct statx (linux/stat.h).</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    public const uint BasicMask = 0x7FF;
    public const uint DirectMask = 0x2000;
    private const ushort TypeMask = 0xF000;

    [FieldOffset(0)]
    public uint Mask;
    [FieldOffset(16)]
    public uint LinkCount;
    [FieldOffset(20)]
    public uint Owner;
    [FieldOffset(24)]
    public uint Group;
    [FieldOffset(28)]
    public ushort Mode;
    [FieldOffset(32)]
    public ulong Inode;
    [FieldOffset(40)]
    public ulong SizeBytes;
    [FieldOffset(48)]
    public ulong Blocks512;
    [FieldOffset(136)]
    public uint DeviceMajor;
    [FieldOffset(140)]
    public uint DeviceMinor;
    [FieldOffset(152)]
    public uint DirectMemoryAlignment;
    [FieldOffset(156)]
    public uint DirectOffsetAlignment;

    public readonly bool IsRegular => (Mode & TypeMask) == 0x8000;

    public readonly bool IsFolder => (Mode & TypeMask) == 0x4000;

    public readonly bool IsPipe => (Mode & TypeMask) == 0x1000;

    public readonly bool IsSocket => (Mode & TypeMask) == 0xC000;

    /// <summary>The permission bits.</summary>
    public readonly uint Permissions => Mode & 0xFFFu;

    /// <summary>What it is, for messages.</summary>
    public readonly string Kind => (Mode & TypeMask) switch
    {
        0x8000 => "a file",
        0x4000 => "a folder",
        0x1000 => "a pipe",
        0xC000 => "a socket",
        0x2000 => "a character device",
        0x6000 => "a block device",
        _ => "no file",
    };

    /// <summary>Whether both are the same file.</summary>
    public readonly bool IsSameFile(in FileStatus other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;
}
