namespace Xemu.Block;

/// <summary>A disc whose image holds blocks of one size, each packed for itself. The block that was used last is kept.</summary>
internal abstract class BlockedImage : DiscImage
{
    private readonly byte[] _block;
    private ulong _blockNumber = ulong.MaxValue;

    /// <summary>Makes an image.</summary>
    /// <param name="sizeBytes">Its size, rounded up to whole sectors here: what is missing in the last one is zero.</param>
    /// <param name="blockBytes">Size of a block, a multiple of 512.</param>
    protected BlockedImage(ulong sizeBytes, int blockBytes)
    {
        SizeBytes = (sizeBytes + 511) / 512 * 512;
        _block = new byte[blockBytes];
    }

    /// <inheritdoc/>
    public sealed override ulong SizeBytes { get; }

    /// <summary>Unpacks a block.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="block">Where to, all zero.</param>
    /// <exception cref="IOException">The image is damaged there, or could not be read.</exception>
    protected abstract void ReadBlock(ulong number, Span<byte> block);

    /// <inheritdoc/>
    protected sealed override void ReadChecked(ulong offset, Span<byte> destination)
    {
        ulong blockBytes = (ulong)_block.Length;
        while (!destination.IsEmpty)
        {
            int skip = (int)(offset % blockBytes);
            int length = Math.Min(destination.Length, _block.Length - skip);
            Load(offset / blockBytes);
            _block.AsSpan(skip, length).CopyTo(destination);
            offset += (ulong)length;
            destination = destination[length..];
        }
    }

    private void Load(ulong number)
    {
        if (number == _blockNumber)
        {
            return;
        }

        _blockNumber = ulong.MaxValue;
        _block.AsSpan().Clear();
        ReadBlock(number, _block);
        _blockNumber = number;
    }
}
