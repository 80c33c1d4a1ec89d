using System.Numerics;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>O_DIRECT: whether a file has it, and what it asks.</summary>
internal static class DirectAccess
{
    /// <summary>Right for every file system with blocks up to the page's size; where statx does not tell.</summary>
    private const int SafeAlignment = 4096;

    private const int LargestPosition = 1 << 20;
    private const int LargestMemory = 4096;

    // linux/magic.h. Since Linux 6.6 tmpfs takes O_DIRECT and goes through the page cache all the same.
    private const long TmpFs = 0x0102_1994;
    private const long RamFs = 0x8584_58F6;

    /// <summary>Opens an open file a second time, with O_DIRECT.</summary>
    /// <exception cref="MigrationException">The file system has no O_DIRECT.</exception>
    public static Descriptor Reopen(FileAddress address, Descriptor file, bool isWriting)
    {
        if (Libc.fstatfs(file, out Libc.FileSystemStatus system) == 0 && system.Type is TmpFs or RamFs)
        {
            throw NoDirect(address.Path, address.Uri);
        }

        Descriptor? direct = file.TryReopen((isWriting ? Libc.ReadWrite : Libc.ReadOnly) | Libc.Direct, out int errno);
        return direct ?? throw (errno == Errno.Invalid
            ? NoDirect(address.Path, address.Uri)
            : new MigrationException($"File '{address.Path}' cannot be opened again with O_DIRECT: {Errno.Text(errno)}; save without direct I/O."));
    }

    /// <summary>Asks the file system for its alignment.</summary>
    public static DirectAlignment AlignmentOf(string path, string uri, Descriptor direct)
    {
        FileStatus status = direct.Status();
        if ((status.Mask & FileStatus.DirectMask) == 0)
        {
            return new DirectAlignment(SafeAlignment, SafeAlignment);
        }

        if (status.DirectOffsetAlignment == 0)
        {
            throw NoDirect(path, uri);
        }

        if (!IsUsable(status.DirectOffsetAlignment, LargestPosition) || !IsUsable(status.DirectMemoryAlignment, LargestMemory))
        {
            throw new MigrationException(
                $"The file system of '{path}' wants direct I/O aligned to {status.DirectOffsetAlignment} bytes and memory to {status.DirectMemoryAlignment}, which is more than pages give; save without direct I/O.");
        }

        return new DirectAlignment((int)status.DirectOffsetAlignment, (int)status.DirectMemoryAlignment);
    }

    /// <summary>Refuses an offset that direct I/O cannot start at.</summary>
    public static void RequireAligned(FileAddress address, DirectAlignment alignment)
    {
        if (address.OffsetBytes % (ulong)alignment.Position != 0)
        {
            throw new MigrationException(
                $"Offset {address.OffsetBytes} of '{address.Uri}' is no multiple of {alignment.Position}, which direct I/O on that file system needs; choose another offset or save without direct I/O.");
        }
    }

    private static bool IsUsable(uint alignment, int largest) => BitOperations.IsPow2(alignment) && alignment <= largest;

    private static MigrationException NoDirect(string path, string uri) =>
        new($"The file system of '{path}' has no O_DIRECT; save '{uri}' without direct I/O (transport.file), or choose another file system.");
}
