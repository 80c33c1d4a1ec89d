using Microsoft.Win32.SafeHandles;

namespace Xemu.Migration.Format;

/// <summary>A snapshot in a file.</summary>
public sealed class FileSnapshotSource : ISnapshotSource, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public FileSnapshotSource(string path)
    {
        _file = File.OpenHandle(path);
        try
        {
            Length = RandomAccess.GetLength(_file);
        }
        catch (NotSupportedException e)
        {
            _file.Dispose();
            throw new IOException($"'{path}' is a pipe or terminal; a snapshot is read from a file.", e);
        }
    }

    /// <inheritdoc/>
    public long? Length { get; }

    /// <inheritdoc/>
    public int Read(long position, Span<byte> destination)
    {
        int done = 0;
        while (done < destination.Length)
        {
            int read = RandomAccess.Read(_file, destination[done..], position + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
