namespace Xemu.Migration.Format;

/// <summary>Where everything before the device state goes in a mapped-ram file. Immutable: many threads may write pieces and pages by it, in any order.</summary>
/// <remarks>Source: QEMU docs/devel/migration/mapped-ram.rst; the header of a block is be32 version, be64 page size, bitmap and pages offsets.</remarks>
public sealed class MappedRamLayout
{
    /// <summary>Computes the layout.</summary>
    /// <param name="machineName">The machine's name.</param>
    /// <param name="blocks">RAM blocks, in file order.</param>
    /// <exception cref="SnapshotFormatException">A name or a size that the file cannot hold.</exception>
    public MappedRamLayout(string machineName, IReadOnlyList<RamBlockShape> blocks)
    {
        PrefixBuilder.Check(machineName, blocks);
        MachineName = machineName;

        var pieces = new List<SnapshotPiece>();
        var placed = new List<MappedRamBlock>();
        ByteBuffer buffer = PrefixBuilder.Start(machineName, PrefixBuilder.MappedRam, blocks);
        long position = 0;
        foreach (RamBlockShape block in blocks)
        {
            MappedRamBlock place = Place(block, position + PrefixBuilder.BlockHeaderBytes(block) + buffer.Length);
            PrefixBuilder.PutBlock(buffer, block);
            buffer.UInt32(Wire.MappedRamVersion);
            buffer.UInt64(FormatLimits.PageSize);
            buffer.UInt64((ulong)place.BitmapPosition);
            buffer.UInt64((ulong)place.PagesPosition);
            pieces.Add(new SnapshotPiece(position, buffer.Memory));
            placed.Add(place);
            buffer = new ByteBuffer();
            position = place.PagesPosition + (long)place.SizeBytes;
        }

        Pieces = pieces;
        Blocks = placed;
        TailPosition = position;
    }

    /// <summary>The machine's name.</summary>
    public string MachineName { get; }

    /// <summary>The blocks' places, in file order.</summary>
    public IReadOnlyList<MappedRamBlock> Blocks { get; }

    /// <summary>Headers, in file order; the first stands at 0 and begins with the four bytes of the magic.</summary>
    public IReadOnlyList<SnapshotPiece> Pieces { get; }

    /// <summary>Where the tail begins: end of RAM, device sections, end of file mark, description. See <see cref="SnapshotTailWriter"/>.</summary>
    public long TailPosition { get; }

    private static MappedRamBlock Place(RamBlockShape block, long headerPosition)
    {
        long bitmapPosition = headerPosition + Wire.MappedRamHeaderBytes;
        int bitmapBytes = PageBitmap.BytesFor(block.Pages);
        long end = bitmapPosition + bitmapBytes;
        long pagesPosition = (end + FormatLimits.RegionAlignment - 1) & -(long)FormatLimits.RegionAlignment;
        return new MappedRamBlock(block.Name, block.SizeBytes, bitmapPosition, bitmapBytes, pagesPosition);
    }
}
