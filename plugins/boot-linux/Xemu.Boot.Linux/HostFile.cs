using Xemu.Abstractions;

namespace Xemu.Boot.Linux;

/// <summary>Reads a file that the manifest names.</summary>
internal static class HostFile
{
    /// <summary>Reads it whole.</summary>
    /// <param name="what">What it is, for the message: <c>Kernel</c>.</param>
    /// <param name="key">The manifest key that names it.</param>
    /// <param name="path">Its path.</param>
    /// <param name="ramBytes">Size of the machine's RAM, which it has to fit.</param>
    /// <exception cref="ComponentException">It is absent, unreadable, empty or larger than RAM.</exception>
    public static byte[] Read(string what, string key, string path, ulong ramBytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length == 0)
            {
                throw new ComponentException($"{what} '{path}' is empty; give another file in '{key}', or run tests/guests/get-debian.sh, which gets one.");
            }

            if ((ulong)file.Length > Math.Min(ramBytes, (ulong)Array.MaxLength))
            {
                throw new ComponentException($"{what} '{path}' has {file.Length >> 20} MiB and the machine {ramBytes >> 20} MiB of RAM; give a smaller file in '{key}' or more 'ram'.");
            }

            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ComponentException($"{what} '{path}' does not exist; correct '{key}', or run tests/guests/get-debian.sh, which gets one from Debian.", problem);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new ComponentException($"{what} '{path}' cannot be read ({problem.Message.TrimEnd('.')}); correct '{key}'.", problem);
        }
    }
}
