using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Xemu.Machine;

/// <summary>Tells named pipes from files without opening them: opening one waits until somebody opens its other end, perhaps for ever.</summary>
public static partial class NamedPipe
{
    // statx(2): the layout of struct statx is one for all architectures; stx_mode is at 28.
    private const int AtCurrentDirectory = -100;
    private const uint StatxType = 1;
    private const int StatxBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int TypeFifo = 0x1000;

    /// <summary>Whether a path names a pipe that is a file. The process's own open pipes (<c>/dev/stdin</c>, <c>/dev/fd/63</c>) do not count: they are open already.</summary>
    /// <param name="path">An existing or missing file, without NUL.</param>
    public static bool Is(string path)
    {
        if (!OperatingSystem.IsLinux() || path.StartsWith("/dev/", StringComparison.Ordinal) || path.StartsWith("/proc/", StringComparison.Ordinal))
        {
            return false;
        }

        var status = new byte[StatxBytes];
        return Statx(AtCurrentDirectory, path, 0, StatxType, status) == 0
            && (BinaryPrimitives.ReadUInt16LittleEndian(status.AsSpan(ModeOffset)) & TypeMask) == TypeFifo;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] status);
}
