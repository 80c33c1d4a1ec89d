using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A raw image file: byte n of the medium is byte n of the file.</summary>
internal sealed class RawImage : Image
{
    private readonly ImageFile _file;

    private RawImage(ImageFile file, ulong sizeBytes, bool isReadOnly)
    {
        _file = file;
        SizeBytes = sizeBytes;
        IsReadOnly = isReadOnly;
    }

    /// <inheritdoc/>
    public override ulong SizeBytes { get; }

    /// <inheritdoc/>
    public override bool IsReadOnly { get; }

    /// <summary>Opens a raw image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writable">Whether writes go into it.</param>
    /// <param name="isBacking">Whether it lies beneath another image: then an odd tail is allowed, and reads as zero to the end of its sector.</param>
    /// <param name="isLocked">False to look at an image that another machine may hold.</param>
    /// <exception cref="ComponentException">It is missing, in use, or its size is no multiple of 512.</exception>
    public static RawImage Open(string path, bool writable, bool isBacking = false, bool isLocked = true)
    {
        ImageFile file = ImageFile.Open(path, writable, isBacking ? "Backing file" : "Raw image", isLocked);
        try
        {
            ulong size = file.Length;
            if (size == 0 || (size % 512 != 0 && !isBacking))
            {
                throw new ComponentException($"Raw image '{path}' has {size} bytes, which is not a positive multiple of 512; it is cut off or not a raw image (qcow2 files use block.qcow2).");
            }

            return new RawImage(file, (size + 511) / 512 * 512, !writable);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Read(ulong offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length);
        if (offset + (ulong)destination.Length == SizeBytes)
        {
            _file.ReadPadded(offset, destination);
            return;
        }

        _file.ReadExactly(offset, destination);
    }

    /// <inheritdoc/>
    /// <remarks>A kill leaves each sector old or new: a sector never crosses a page of the host's cache, and a page is copied as a whole.</remarks>
    public override void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        CheckRange(offset, source.Length);
        if (IsReadOnly)
        {
            throw new IOException($"Raw image '{_file.Path}' is opened for reading only.");
        }

        _file.Write(offset, source);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        if (!IsReadOnly)
        {
            _file.Flush();
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _file.Dispose();
}
