using System.Runtime.InteropServices;

namespace Xemu.Transport.Posix;

/// <summary>Error numbers of Linux and what to say about them.</summary>
internal static class Errno
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int BadDescriptor = 9;
    public const int Again = 11;
    public const int Access = 13;
    public const int Exists = 17;
    public const int NotFolder = 20;
    public const int Invalid = 22;
    public const int FileTooBig = 27;
    public const int NoSpace = 28;
    public const int BrokenPipe = 32;
    public const int NameTooLong = 36;
    public const int ConnectionReset = 104;
    public const int Quota = 122;

    /// <summary>The number that the last call left.</summary>
    public static int Last => Marshal.GetLastPInvokeError();

    /// <summary>The host's words for a number.</summary>
    public static string Text(int errno) => Marshal.GetPInvokeErrorMessage(errno);

    /// <summary>An exception whose message says what failed, why, and, where there is one, the way out.</summary>
    /// <param name="what">The failed thing: <c>Writing 4096 bytes at 0x1000 of '/x'</c>.</param>
    /// <param name="errno">Why.</param>
    public static IOException Exception(string what, int errno)
    {
        string hint = errno switch
        {
            NoSpace => "; free space on that file system or choose another",
            Quota => "; free some of your quota or choose another file system",
            FileTooBig => "; raise the limit on file sizes (ulimit -f) or choose another file system",
            _ => string.Empty,
        };
        return new IOException($"{what} failed: {Text(errno)}{hint}.", errno);
    }
}
