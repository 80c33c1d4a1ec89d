namespace Xemu.Transport.Posix;

/// <summary>Advisory locks of whole files (flock), which end with the process that holds them.</summary>
internal static class Locks
{
    /// <summary>Takes a lock; a file system without locks counts as success.</summary>
    public static bool TryTake(Descriptor file, bool isExclusive) =>
        Libc.flock(file, (isExclusive ? Libc.LockExclusive : Libc.LockShared) | Libc.LockNonBlocking) == 0 || Errno.Last != Errno.Again;

    /// <summary>Takes the exclusive lock, and tells whether that worked: here a file system without locks counts as failure.</summary>
    public static bool IsFree(Descriptor file) => Libc.flock(file, Libc.LockExclusive | Libc.LockNonBlocking) == 0;

    /// <summary>Gives the lock back.</summary>
    public static void Release(Descriptor file) => _ = Libc.flock(file, Libc.Unlock);
}
