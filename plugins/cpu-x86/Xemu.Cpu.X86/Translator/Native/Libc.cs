using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>The functions of libc that the translator needs; Linux x86-64. Numbers are those of the kernel's uapi headers.</summary>
internal static unsafe partial class Libc
{
    public const int ProtNone = 0;
    public const int ProtRead = 1;
    public const int ProtWrite = 2;
    public const int ProtExec = 4;
    public const int MapShared = 0x1;
    public const int MapPrivate = 0x2;
    public const int MapFixed = 0x10;
    public const int MapAnonymous = 0x20;
    public const int MapLow = 0x40;
    public const int MapNoReserve = 0x4000;
    public const int AdviseDontNeed = 4;
    public const int AdviseNoHugePage = 15;
    public const uint MemfdCloseOnExec = 1;
    public const uint MemfdExecutable = 0x10;
    public const int InvalidArgument = 22;
    public const int SignalInfo = 0x4;
    public const int SignalRestorer = 0x0400_0000;
    public const long SysArchPrctl = 158;
    public const long ArchSetGs = 0x1001;
    public const long ArchGetGs = 0x1004;
    public const ulong HardwareCapabilities2 = 26;
    public const ulong HasFsGsBase = 2;

    /// <summary>What mmap gives when it fails.</summary>
    public static byte* MapFailed => (byte*)-1;

    [LibraryImport("libc", SetLastError = true)]
    public static partial byte* mmap(byte* address, ulong length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int mprotect(byte* address, ulong length, int protection);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int munmap(byte* address, ulong length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int madvise(byte* address, ulong length, int advice);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ftruncate(int descriptor, long length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int sigaction(int signal, SignalAction* action, SignalAction* old);

    [LibraryImport("libc", SetLastError = true)]
    public static partial long syscall(long number, long first, nint second);

    [LibraryImport("libc")]
    public static partial ulong getauxval(ulong type);
}
