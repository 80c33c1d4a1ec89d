using Xemu.Abstractions;
using Xemu.Abstractions.Media;

namespace Xemu.Block;

/// <summary>A component that is a disk image. It has no machine state: a snapshot records the medium's layer instead.</summary>
public abstract class BlockComponent : IComponent, IBlockDevice, IMediumSource
{
    private readonly IBlockDevice _image;

    private protected BlockComponent(IBlockDevice image, string type, string path)
    {
        _image = image;
        SourceType = type;
        SourceFile = path;
    }

    /// <inheritdoc/>
    public string SourceType { get; }

    /// <inheritdoc/>
    public string SourceFile { get; }

    /// <inheritdoc/>
    public ulong SizeBytes => _image.SizeBytes;

    /// <inheritdoc/>
    public bool IsReadOnly => _image.IsReadOnly;

    /// <inheritdoc/>
    public void Read(ulong offset, Span<byte> destination) => _image.Read(offset, destination);

    /// <inheritdoc/>
    public void Write(ulong offset, ReadOnlySpan<byte> source) => _image.Write(offset, source);

    /// <inheritdoc/>
    public void Flush() => _image.Flush();

    /// <inheritdoc/>
    public void Dispose()
    {
        (_image as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }
}
