using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Hle;

/// <summary>A raw disc image that a tool looks into: a file, read only, with zeros to the end of its last sector.</summary>
internal sealed class DiscFileDevice : IBlockDevice, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public DiscFileDevice(string path)
    {
        _file = File.OpenHandle(path);
        SizeBytes = ((ulong)RandomAccess.GetLength(_file) + 511) / 512 * 512;
    }

    /// <inheritdoc/>
    public ulong SizeBytes { get; }

    /// <inheritdoc/>
    public bool IsReadOnly => true;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(_file, destination[done..], (long)offset + done);
            if (read == 0)
            {
                destination[done..].Clear();
                return;
            }

            done += read;
        }
    }

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("The disc can only be read.");

    /// <inheritdoc/>
    public void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
