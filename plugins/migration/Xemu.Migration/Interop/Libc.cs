using System.Runtime.InteropServices;

namespace Xemu.Migration;

/// <summary>The few calls of the C library that the framework lacks: holes of a shared memory file.</summary>
internal static partial class Libc
{
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int KeepSize = 1;
    private const int PunchHole = 2;
    private const int NoSuchData = 6;
    private const int MostPages = 256;

    /// <summary>Finds the next range that has memory.</summary>
    /// <returns>False when there is none at or after the place; null where the host cannot tell.</returns>
    public static bool? TryFindData(int descriptor, ulong from, ulong size, out ulong start, out ulong end)
    {
        (start, end) = (from, size);
        if (descriptor < 0 || !OperatingSystem.IsLinux())
        {
            return null;
        }

        long data = LSeek(descriptor, (long)from, SeekData);
        if (data < 0)
        {
            return Marshal.GetLastPInvokeError() == NoSuchData ? false : null;
        }

        long hole = LSeek(descriptor, data, SeekHole);
        if (hole < 0)
        {
            return null;
        }

        (start, end) = ((ulong)data, Math.Min((ulong)hole, size));
        return start < end;
    }

    /// <summary>Whether every page of a shared mapping has memory right now. False may also mean that a page is swapped out, or that the host cannot tell.</summary>
    public static unsafe bool IsAllResident(nint address, int pages)
    {
        if (!OperatingSystem.IsLinux() || pages > MostPages)
        {
            return false;
        }

        byte* residence = stackalloc byte[MostPages];

        // SAFETY: the kernel writes one byte a page, and there is room for MostPages of them.
        if (MInCore(address, (nuint)pages * 4096, residence) != 0)
        {
            return false;
        }

        bool all = true;
        for (int i = 0; i < pages; i++)
        {
            all &= (residence[i] & 1) != 0;
        }

        return all;
    }

    /// <summary>Gives memory back to the host: the range reads as zeros.</summary>
    public static bool TryPunch(int descriptor, ulong offset, ulong length) =>
        descriptor >= 0 && OperatingSystem.IsLinux() && FAllocate(descriptor, KeepSize | PunchHole, (long)offset, (long)length) == 0;

    /// <summary>Makes a rename in a folder last.</summary>
    public static void SyncFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int folder = Open(path, 0);
        if (folder >= 0)
        {
            _ = FSync(folder);
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long LSeek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    private static unsafe partial int MInCore(nint address, nuint length, byte* residence);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int FAllocate(int descriptor, int mode, long offset, long length);
}
