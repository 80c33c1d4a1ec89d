namespace Xemu.Kernel.Hle;

/// <summary>FILE_OBJECT as byte offsets, and its bits. Source: nxdk lib/xboxkrnl/xboxkrnl.h.</summary>
internal static class FileObject
{
    public const uint Type = 0;
    public const uint Bits = 2;
    public const uint Flags = 3;
    public const uint Device = 4;
    public const uint FinalStatus = 0x10;
    public const uint CurrentByteOffset = 0x18;
    public const uint CompletionContext = 0x24;
    public const uint LockCount = 0x28;
    public const uint Lock = 0x2C;
    public const uint Event = 0x3C;
    public const uint Bytes = 0x50;

    /// <summary>Value of <see cref="Type"/>.</summary>
    public const ushort TypeFile = 5;

    /// <summary>Bit of <see cref="Bits"/>: the file goes with its last handle.</summary>
    public const byte DeletePending = 0x01;

    /// <summary>Bit of <see cref="Flags"/>: requests end before their calls return.</summary>
    public const byte SynchronousFlag = 0x02;

    private const byte SharedBits = 0x7E;

    /// <summary>Bits of <see cref="Bits"/> for rights and share mode; none for an open that does not count for sharing.</summary>
    public static byte ShareBits(uint access, uint share)
    {
        int bits = (FileRights.Reads(access) ? 0x02 : 0) | (FileRights.Writes(access) ? 0x04 : 0) | (FileRights.Deletes(access) ? 0x08 : 0);
        return (byte)(bits == 0 ? 0 : bits | (int)((share & FileRights.ShareAll) << 4));
    }

    /// <summary>Writes the bits for rights and share mode.</summary>
    public static void WriteShareBits(GuestMemory memory, uint obj, uint access, uint share) =>
        memory.Write8(obj + Bits, (byte)((memory.Read8(obj + Bits) & ~SharedBits) | ShareBits(access, share)));

    /// <summary>The flags of create options: unbuffered 1, synchronous 2, alertable 4, sequential 8. As nboxkrnl io/iop.hpp numbers them; on a console unverified.</summary>
    public static byte FlagsOf(uint options) => (byte)(((options & FileRights.NoBuffering) != 0 ? 0x01 : 0)
        | ((options & FileRights.Synchronous) != 0 ? SynchronousFlag : 0)
        | ((options & FileRights.SynchronousAlert) != 0 ? 0x04 : 0)
        | ((options & FileRights.SequentialOnly) != 0 ? 0x08 : 0));
}
