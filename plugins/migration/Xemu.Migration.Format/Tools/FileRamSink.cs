using Microsoft.Win32.SafeHandles;

namespace Xemu.Migration.Format;

/// <summary>A new sparse file.</summary>
public sealed class FileRamSink : IRamSink, IDisposable
{
    private readonly SafeFileHandle _file;

    /// <summary>Makes the file.</summary>
    /// <param name="path">Where; a file that is there already is an error.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public FileRamSink(string path) => _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);

    /// <inheritdoc/>
    public void SetLength(long bytes) => RandomAccess.SetLength(_file, bytes);

    /// <inheritdoc/>
    public void Write(long position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_file, bytes, position);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
