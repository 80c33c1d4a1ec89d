namespace Xemu.Migration.Format;

/// <summary>Reads the records of the <c>ram</c> section: block list, mapped-ram headers, pages.</summary>
internal sealed class RamSectionParser(Cursor cursor, ISnapshotSource source)
{
    private readonly Dictionary<string, SnapshotBlock> _byName = new(StringComparer.Ordinal);
    private SnapshotBlock? _current;

    public int PageSize { get; set; } = FormatLimits.PageSize;

    public bool IsMapped { get; set; }

    public bool IgnoresShared { get; set; }

    public List<SnapshotBlock> Blocks { get; } = [];

    /// <summary>The bytes of headers, from and to, in file order; the first begins at 0.</summary>
    public List<(long Start, long End)> HeaderRanges { get; } = [];

    /// <summary>Where the last page region of a mapped-ram file ends.</summary>
    public long RegionsEnd { get; private set; }

    public void Read(bool isStart)
    {
        while (true)
        {
            long at = cursor.Position;
            if (!RamStream.TryRead(cursor.Peek(RamStream.MaxHeaderBytes), PageSize, at, out RamRecord record))
            {
                throw new SnapshotFormatException($"The file ends within the RAM record at {Wire.Hex(at)}.");
            }

            if ((record.Flags & RamStreamFlags.EndOfSection) != 0)
            {
                cursor.Skip(record.HeaderBytes);
                if (isStart && Blocks.Count == 0)
                {
                    throw new SnapshotFormatException($"The 'ram' section has no list of blocks before {Wire.Hex(at)}.");
                }

                return;
            }

            if ((record.Flags & RamStreamFlags.MemorySize) != 0)
            {
                cursor.Skip(record.HeaderBytes);
                BlockList(record.Address, at, isStart);
            }
            else if ((record.Flags & RamStreamFlags.MultifdFlush) != 0)
            {
                cursor.Skip(record.HeaderBytes);
            }
            else
            {
                Page(record, at);
            }
        }
    }

    private void BlockList(ulong total, long at, bool isStart)
    {
        if (!isStart || Blocks.Count != 0)
        {
            throw new SnapshotFormatException($"A second list of RAM blocks stands at {Wire.Hex(at)}.");
        }

        if (total > FormatLimits.RamBytes)
        {
            throw new SnapshotFormatException($"The RAM blocks at {Wire.Hex(at)} claim {total} bytes; at most {FormatLimits.RamBytes} are read.");
        }

        long headerStart = 0;
        for (ulong left = total; left > 0;)
        {
            SnapshotBlock block = Block(left);
            left -= block.SizeBytes;
            if (IgnoresShared)
            {
                cursor.UInt64("a block's address");
            }

            if (IsMapped)
            {
                MappedHeader(block, ref headerStart);
            }
        }

        if (!IsMapped)
        {
            HeaderRanges.Add((0, cursor.Position));
            if (cursor.Peek(8) is [0, 0, 0, 0, 0, 0, 0x02, 0])
            {
                // The flush mark before the first page belongs to what StreamPrefix wrote.
                HeaderRanges[0] = (0, cursor.Position + 8);
            }

            // End mark and footer.
            HeaderRanges[0] = (0, HeaderRanges[0].End + 8 + 5);
        }
    }

    private SnapshotBlock Block(ulong left)
    {
        long at = cursor.Position;
        string name = cursor.Name("a RAM block");
        ulong size = cursor.UInt64($"RAM block '{name}'");
        if (size > left || size % (ulong)PageSize != 0 || Blocks.Count >= FormatLimits.RamBlocks)
        {
            throw new SnapshotFormatException(
                $"RAM block '{name}' at {Wire.Hex(at)} has {size} bytes; whole pages of {PageSize}, at most {left} bytes and {FormatLimits.RamBlocks} blocks can be.");
        }

        var block = new SnapshotBlock(name, size, PageSize);
        if (!_byName.TryAdd(name, block))
        {
            throw new SnapshotFormatException($"RAM block '{name}' at {Wire.Hex(at)} is listed twice.");
        }

        Blocks.Add(block);
        return block;
    }

    private void MappedHeader(SnapshotBlock block, ref long headerStart)
    {
        long at = cursor.Position;
        uint version = cursor.UInt32("a mapped-ram header");
        ulong pageSize = cursor.UInt64("a mapped-ram header");
        ulong bitmap = cursor.UInt64("a mapped-ram header");
        ulong pages = cursor.UInt64("a mapped-ram header");
        string where = $"The mapped-ram header of '{block.Name}' at {Wire.Hex(at)}";
        if (version != Wire.MappedRamVersion || pageSize != (ulong)PageSize)
        {
            throw new SnapshotFormatException($"{where} has version {version} and pages of {pageSize} bytes; {Wire.MappedRamVersion} and {PageSize} are read.");
        }

        long end = cursor.Position;
        if (IgnoresShared && bitmap == 0 && pages == 0)
        {
            block.IsElsewhere = true;
            return;
        }

        ulong bitmapBytes = (ulong)PageBitmap.BytesFor(block.Pages);
        ulong limit = source.Length is { } length ? (ulong)length : long.MaxValue;
        bool isPlaced = bitmap >= (ulong)end && bitmap <= limit && bitmapBytes <= limit - bitmap
            && pages >= bitmap + bitmapBytes && pages <= limit && block.SizeBytes <= limit - pages
            && pages % FormatLimits.RegionAlignment == 0;
        if (!isPlaced)
        {
            throw new SnapshotFormatException(
                $"{where} puts a bitmap of {bitmapBytes} bytes at {Wire.Hex(bitmap)} and {block.SizeBytes} bytes of pages at {Wire.Hex(pages)}, which overlap, are not aligned, or lie outside the file.");
        }

        block.BitmapPosition = (long)bitmap;
        block.PagesPosition = (long)pages;
        HeaderRanges.Add((headerStart, end));
        headerStart = (long)(pages + block.SizeBytes);
        RegionsEnd = headerStart;
        cursor.Seek(headerStart);
    }

    private void Page(RamRecord record, long at)
    {
        if (IsMapped)
        {
            throw new SnapshotFormatException($"A page stands at {Wire.Hex(at)} in the stream of a mapped-ram file.");
        }

        if (record.NameLength != 0)
        {
            string name = Wire.Show(cursor.Peek(record.HeaderBytes).Slice(RamStream.NameAt, record.NameLength));
            _current = _byName.GetValueOrDefault(name)
                ?? throw new SnapshotFormatException($"The page at {Wire.Hex(at)} belongs to a RAM block '{name}' that is not listed.");
        }

        if (_current is null || record.Address >= _current.SizeBytes)
        {
            throw new SnapshotFormatException(
                $"The page at {Wire.Hex(at)} has the offset {Wire.Hex(record.Address)} in {(_current is null ? "no block" : $"'{_current.Name}' of {_current.SizeBytes} bytes")}.");
        }

        cursor.Skip(record.HeaderBytes);
        ulong page = record.Address / (ulong)PageSize;
        _current.Stream.Add(page, record.HasPage ? cursor.Position : 0);
        if (record.HasPage)
        {
            cursor.Skip(PageSize);
            if (source.Length is { } length && cursor.Position > length)
            {
                throw new SnapshotFormatException($"The file ends at {Wire.Hex(length)} within the page at {Wire.Hex(at)}.");
            }
        }
    }
}
