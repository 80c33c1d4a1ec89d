using System.Runtime.InteropServices;

namespace Xemu.Chardev.Streams;

/// <summary>The functions of libc that are used; Linux.</summary>
internal static partial class Libc
{
    public const short PollIn = 1;
    public const short PollOut = 4;
    public const int EIntr = 4;
    public const int EAgain = 11;
    public const int TcsaNow = 0;
    public const nuint TiocGWinSz = 0x5413;
    private const int OCloExec = 0x80000;

    /// <summary>Makes a pipe that child processes do not inherit.</summary>
    public static int Pipe(Span<int> ends) => pipe2(ends, OCloExec);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(Span<PollFd> fds, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int fd, Span<byte> buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int fd, ReadOnlySpan<byte> buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport("libc")]
    public static partial int isatty(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcgetattr(int fd, out Termios termios);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int tcsetattr(int fd, int when, in Termios termios);

    [LibraryImport("libc")]
    public static partial int tcgetpgrp(int fd);

    [LibraryImport("libc")]
    public static partial int getpgrp();

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, out WindowSize size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int pipe2(Span<int> ends, int flags);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollFd
    {
        public int Fd;
        public short Events;
        public short Returned;
    }

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort Width;
        public ushort Height;
    }

    /// <summary>struct termios of glibc and musl on Linux: four flag words, the line discipline, 32 characters, two speeds.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Termios
    {
        public uint InputFlags;
        public uint OutputFlags;
        public uint ControlFlags;
        public uint LocalFlags;
        public byte Line;
        public Characters Characters;
        public uint InputSpeed;
        public uint OutputSpeed;
    }

    /// <summary>c_cc.</summary>
    [System.Runtime.CompilerServices.InlineArray(32)]
    public struct Characters
    {
        private byte _first;
    }
}
