using System.Runtime.InteropServices;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>The functions of libc that are used; Linux, 64 bits. Numbers are those of the kernel's uapi headers.</summary>
internal static unsafe partial class Libc
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int AccessMode = 3;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int CloseOnExec = 0x8_0000;
    public const int PathOnly = 0x20_0000;
    public const int FdCloseOnExec = 1;
    public const int GetFlags = 3;
    public const int SetFlags = 4;
    public const int GetDescriptorFlags = 1;
    public const int DuplicateCloseOnExec = 1030;
    public const int SeekCurrent = 1;
    public const int LockShared = 1;
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;
    public const int Unlock = 8;
    public const int AtFdCwd = -100;
    public const int AtNoFollow = 0x100;
    public const int AtEmptyPath = 0x1000;
    public const int AtEffectiveAccess = 0x200;
    public const int AccessRead = 4;
    public const int AccessWrite = 2;
    public const int AccessExecute = 1;
    public const short PollIn = 1;
    public const short PollOut = 4;
    public const int ShutdownWrite = 1;
    public const int ShutdownBoth = 2;
    public const int FileSizeSignal = 25;
    public const int Ignore = 1;
    public const int LimitFileSize = 1;
    public const int MsgDontWait = 0x40;
    public const int MsgNoSignal = 0x4000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>SYS_kcmp.</summary>
    public static long SysKcmp => IsArm ? 272 : 312;

    /// <summary>O_DIRECT, which differs between processors.</summary>
    public static int Direct => IsArm ? 0x1_0000 : 0x4000;

    /// <summary>O_DIRECTORY.</summary>
    public static int Directory => IsArm ? 0x4000 : 0x1_0000;

    /// <summary>O_NOFOLLOW.</summary>
    public static int NoFollow => IsArm ? 0x8000 : 0x2_0000;

    /// <summary>RLIMIT_FSIZE as it is now, or null when it cannot be had.</summary>
    public static ulong? FileSizeLimit
    {
        get
        {
            ulong* limits = stackalloc ulong[2];
            return getrlimit(LimitFileSize, limits) == 0 ? limits[0] : null;
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ulong* limits);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint pread(Descriptor fd, byte* buffer, nint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint pwrite(Descriptor fd, byte* buffer, nint count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint preadv(Descriptor fd, IoSlice* slices, int count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint pwritev(Descriptor fd, IoSlice* slices, int count, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(Descriptor fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(Descriptor fd, byte* buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint readv(Descriptor fd, IoSlice* slices, int count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint writev(Descriptor fd, IoSlice* slices, int count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint sendmsg(Descriptor fd, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint recvmsg(Descriptor fd, MessageHeader* message, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollFd* fds, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int eventfd(uint value, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(Descriptor fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sync_file_range(Descriptor fd, long offset, long length, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fdatasync(Descriptor fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ftruncate(Descriptor fd, long length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long lseek(Descriptor fd, long offset, int whence);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(Descriptor fd, int command, int argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int fcntl_raw(int fd, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int flock(Descriptor fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fchmod(Descriptor fd, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fchown(Descriptor fd, uint owner, uint group);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rename(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int faccessat(int folder, string path, int mode, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int folder, string path, int flags, uint mask, out FileStatus status);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fstatfs(Descriptor fd, out FileSystemStatus status);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long syscall(long number, long first, long second, long third, long fourth, long fifth);

    [LibraryImport("libc")]
    public static partial int getpid();

    [LibraryImport("libc")]
    public static partial nint signal(int number, nint handler);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int shutdown(Descriptor fd, int how);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* ends, int flags);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    /// <summary>struct msghdr of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct MessageHeader
    {
        public nint Name;
        public uint NameLength;
        public IoSlice* Slices;
        public nint SliceCount;
        public nint Control;
        public nint ControlLength;
        public int Flags;
    }

    /// <summary>The start of struct statfs.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public struct FileSystemStatus
    {
        [FieldOffset(0)]
        public long Type;
    }
}
