using Microsoft.Win32.SafeHandles;

namespace Xemu.Transport.Posix;

/// <summary>A file descriptor that is closed once nobody uses it any more: a call under way on another thread keeps it open.</summary>
internal sealed class Descriptor : SafeHandleMinusOneIsInvalid
{
    private readonly bool _owns;

    public Descriptor(int number, bool owns = true)
        : base(owns)
    {
        _owns = owns;
        SetHandle(number);
    }

    /// <summary>The number, valid while the descriptor is open.</summary>
    public int Number => (int)handle;

    /// <summary>Opens a path.</summary>
    /// <returns>The descriptor, or null with the error number.</returns>
    public static Descriptor? TryOpen(string path, int flags, uint mode, out int errno)
    {
        while (true)
        {
            int number = Libc.open(path, flags | Libc.CloseOnExec, mode);
            errno = number < 0 ? Errno.Last : 0;
            if (number >= 0)
            {
                return new Descriptor(number);
            }

            if (errno != Errno.Interrupted)
            {
                return null;
            }
        }
    }

    /// <summary>Opens the same file again, with flags of its own.</summary>
    public Descriptor? TryReopen(int flags, out int errno) => TryOpen($"/proc/self/fd/{Number}", flags, 0, out errno);

    /// <summary>A second number for the same open file.</summary>
    public static Descriptor? TryDuplicate(int number, out int errno)
    {
        int copy = Libc.fcntl_raw(number, Libc.DuplicateCloseOnExec, 3);
        errno = copy < 0 ? Errno.Last : 0;
        return copy < 0 ? null : new Descriptor(copy);
    }

    /// <summary>The file's status.</summary>
    public FileStatus Status()
    {
        if (Libc.statx(Number, string.Empty, Libc.AtEmptyPath, FileStatus.BasicMask | FileStatus.DirectMask, out FileStatus status) != 0)
        {
            throw Errno.Exception("Asking for a file's status", Errno.Last);
        }

        return status;
    }

    /// <summary>The flags that it was opened with.</summary>
    public int Flags() => Libc.fcntl(this, Libc.GetFlags, 0);

    protected override bool ReleaseHandle() => !_owns || Libc.close(Number) == 0;
}
