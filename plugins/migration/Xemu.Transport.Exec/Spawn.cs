using System.Runtime.InteropServices;

namespace Xemu.Transport.Exec;

/// <summary>posix_spawn(3) and waiting for processes; Linux, glibc and musl.</summary>
internal static unsafe partial class Spawn
{
    public const int SetGroup = 0x02;
    public const int SetDefaultSignals = 0x04;
    public const int SetMask = 0x08;
    public const int ById = 1;
    public const int Exited = 4;
    public const int NoHang = 1;
    public const int KeepWaitable = 0x0100_0000;
    public const int Killed = 9;

    /// <summary>More than any libc's posix_spawn_file_actions_t (80 bytes), posix_spawnattr_t (336), sigset_t (128) and siginfo_t (128).</summary>
    public const int OpaqueBytes = 1024;

    [LibraryImport("libc")]
    public static partial int posix_spawn(out int pid, byte* path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, byte* path, int flags, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setpgroup(byte* attributes, int group);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* set);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(byte* attributes, byte* set);

    [LibraryImport("libc")]
    public static partial int sigfillset(byte* set);

    [LibraryImport("libc")]
    public static partial int sigemptyset(byte* set);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitid(int kind, int id, byte* info, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int waitpid(int pid, out int status, int options);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int pid, int signal);
}
