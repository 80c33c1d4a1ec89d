using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Xemu.Block;

/// <summary>Opens files without the lock that the runtime takes with each: to look at what another machine holds, and to make a folder stable.</summary>
internal static partial class UnlockedFile
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x8_0000;

    /// <summary>Opens an existing file.</summary>
    /// <exception cref="FileNotFoundException">It is missing.</exception>
    /// <exception cref="IOException">The host could not open it.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        int descriptor = Open(path, ReadOnly | CloseOnExec);
        if (descriptor < 0)
        {
            string why = Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());
            throw File.Exists(path) ? new UnauthorizedAccessException($"'{path}' could not be opened: {why}.") : new FileNotFoundException($"'{path}' does not exist.", path);
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Puts the names in a folder on stable storage: a file that was made or renamed is not kept by its own flush.</summary>
    /// <exception cref="IOException">The host could not.</exception>
    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int folder = Open(path, ReadOnly | CloseOnExec);
        using var handle = new SafeFileHandle(folder, ownsHandle: true);
        if (folder < 0 || FSync(handle) != 0)
        {
            throw new IOException($"Folder '{path}' could not be put on stable storage: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(SafeFileHandle file);
}
