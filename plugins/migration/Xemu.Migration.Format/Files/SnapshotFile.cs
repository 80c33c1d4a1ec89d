using System.IO.Hashing;
using System.Text.Json;

namespace Xemu.Migration.Format;

/// <summary>A snapshot that was opened: its structure is checked, its RAM is not yet read. Members may be called from several threads.</summary>
/// <remarks>Reads QEMU 9.2 to 11.1 files, mapped-ram and sequential, and ours.</remarks>
public sealed class SnapshotFile
{
    internal SnapshotFile(ISnapshotSource source, SnapshotParser parsed)
    {
        Source = source;
        MachineName = parsed.MachineName;
        Capabilities = parsed.Capabilities;
        PageSize = parsed.Description.PageSize;
        Blocks = parsed.Blocks;
        Devices = parsed.Devices;
        Problems = parsed.Problems;
        Description = parsed.Description.Text;
        DescriptionPosition = parsed.Description.Position;
        Xemu = parsed.Description.Xemu;
        Checksums = Xemu is { } xemu ? XemuJson.Read(xemu) : null;
        if (IsOurs && PageSize != FormatLimits.PageSize)
        {
            throw new SnapshotFormatException($"The description's 'page_size' is {PageSize}; our own files have {FormatLimits.PageSize}.");
        }

        PrefixHash = parsed.PrefixHash;
        EndPosition = parsed.EndPosition;
        TailPosition = parsed.TailPosition;
    }

    /// <summary>Where it is read from.</summary>
    public ISnapshotSource Source { get; }

    /// <summary>The machine's name.</summary>
    public string MachineName { get; }

    /// <summary>Capabilities in the configuration section, <c>mapped-ram</c> say.</summary>
    public IReadOnlyList<string> Capabilities { get; }

    /// <summary>Bytes of a page.</summary>
    public int PageSize { get; }

    /// <summary>Whether pages have fixed places.</summary>
    public bool IsMappedRam => Capabilities.Contains(Wire.MappedRamCapability);

    /// <summary>Whether the file is ours: it has the object <c>xemu</c>.</summary>
    public bool IsOurs => Xemu is not null;

    /// <summary>RAM blocks, in file order.</summary>
    public IReadOnlyList<SnapshotBlock> Blocks { get; }

    /// <summary>Device sections, in file order.</summary>
    public IReadOnlyList<SnapshotDevice> Devices { get; }

    /// <summary>What of a file of QEMU could not be read; empty for ours, which are refused instead.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>The description's bytes.</summary>
    public ReadOnlyMemory<byte> Description { get; }

    /// <summary>Where the description stands.</summary>
    public long DescriptionPosition { get; }

    /// <summary>Where RAM ends and the tail begins: behind the last page region, or behind the last <c>ram</c> section of a sequential file.</summary>
    public long TailPosition { get; }

    /// <summary>Where the snapshot ends.</summary>
    public long EndPosition { get; }

    /// <summary>Our object <c>xemu</c>, or none. What it holds comes from the file: check it.</summary>
    public JsonElement? Xemu { get; }

    /// <summary>The recorded checksums; none in files of QEMU.</summary>
    public SnapshotChecksums? Checksums { get; }

    /// <summary>XXH3-64 of header, configuration, block list and block headers, as they are.</summary>
    public ulong PrefixHash { get; }

    /// <summary>Opens a snapshot.</summary>
    /// <param name="source">Where it is read from; the caller keeps it.</param>
    /// <exception cref="SnapshotFormatException">It is damaged, too large, or no snapshot.</exception>
    public static SnapshotFile Open(ISnapshotSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var parser = new SnapshotParser(source);
        parser.Parse();
        return new SnapshotFile(source, parser);
    }

    /// <summary>The block of a name, or none.</summary>
    public SnapshotBlock? FindBlock(string name) => Blocks.FirstOrDefault(block => block.Name == name);

    /// <summary>The device of a name, or none.</summary>
    public SnapshotDevice? FindDevice(string name, uint instance = 0) =>
        Devices.FirstOrDefault(device => device.Name == name && device.Instance == instance);

    /// <summary>Refuses a file of ours whose prefix, device sections or description are not as they were written. RAM is not looked at.</summary>
    /// <exception cref="SnapshotFormatException">Says which part.</exception>
    public void CheckState()
    {
        foreach (string finding in StateFindings())
        {
            throw new SnapshotFormatException(finding);
        }
    }

    /// <summary>Which pages of a block are in the file.</summary>
    /// <exception cref="SnapshotFormatException">The bitmap is damaged.</exception>
    public PageBitmap ReadBitmap(SnapshotBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        var bitmap = new PageBitmap(block.Pages);
        if (block.IsMapped)
        {
            ReadExactly(block.BitmapPosition, bitmap.Bytes, $"the bitmap of '{block.Name}'");
            if (bitmap.HasBitsBeyondPages)
            {
                throw new SnapshotFormatException(
                    $"The bitmap of '{block.Name}' at {Wire.Hex(block.BitmapPosition)} has bits set beyond its {block.Pages} pages.");
            }

            return bitmap;
        }

        foreach ((ulong page, long _) in block.Stream.Present)
        {
            bitmap.Set(page);
        }

        return bitmap;
    }

    /// <summary>Reads pages that are in the file, whole.</summary>
    /// <param name="block">The block.</param>
    /// <param name="firstPage">The first page; all that are asked for have to be in the file.</param>
    /// <param name="destination">A whole number of pages.</param>
    /// <exception cref="SnapshotFormatException">A page is not there, or the file ends.</exception>
    public void ReadPages(SnapshotBlock block, ulong firstPage, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (block.IsMapped)
        {
            long position = block.PagesPosition + checked((long)firstPage * PageSize);
            ReadExactly(position, destination, $"the pages of '{block.Name}'");
            return;
        }

        for (int done = 0; done < destination.Length; done += PageSize, firstPage++)
        {
            long position = block.Stream.Find(firstPage);
            if (position == 0)
            {
                throw new SnapshotFormatException($"Page {firstPage} of '{block.Name}' is not in the file.");
            }

            ReadExactly(position, destination.Slice(done, PageSize), $"page {firstPage} of '{block.Name}'");
        }
    }

    /// <summary>The runs of pages that are in the file, in order. Memory used follows what is in the file, not what a block claims to hold.</summary>
    /// <param name="block">The block.</param>
    /// <param name="maxPages">The longest run to give; runs do not cross its multiples.</param>
    public IEnumerable<(ulong First, int Count)> PresentRuns(SnapshotBlock block, int maxPages)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPages, 1);
        return block.IsMapped ? MappedRuns(block, (ulong)maxPages) : StreamRuns(block, (ulong)maxPages);
    }

    internal IEnumerable<string> StateFindings()
    {
        if (Checksums is not { } checksums)
        {
            yield break;
        }

        if (!XemuJson.IsSealed(Description.Span))
        {
            yield return $"The description at {Wire.Hex(DescriptionPosition)} is not as it was written: its checksum differs.";
        }

        if (checksums.Prefix != PrefixHash)
        {
            yield return $"Header, configuration or block list are not as they were written: their checksum is {PrefixHash:x16}, recorded is {checksums.Prefix:x16}.";
        }

        if (checksums.Sections.Count != Devices.Count)
        {
            yield return $"The file has {Devices.Count} device sections, but checksums of {checksums.Sections.Count}.";
        }

        for (int i = 0; i < Math.Min(Devices.Count, checksums.Sections.Count); i++)
        {
            SnapshotDevice device = Devices[i];
            SectionChecksum recorded = checksums.Sections[i];
            ulong hash = XxHash3.HashToUInt64(device.Payload.Span);
            if (recorded.Name != device.Name || recorded.Instance != device.Instance)
            {
                yield return $"Device section '{device.Name}' {device.Instance} stands where the checksums have '{recorded.Name}' {recorded.Instance}.";
            }
            else if (recorded.Hash != hash)
            {
                yield return $"Device section '{device.Name}' at {Wire.Hex(device.Position)} is damaged: its checksum is {hash:x16}, recorded is {recorded.Hash:x16}.";
            }
        }
    }

    private static IEnumerable<(ulong First, int Count)> StreamRuns(SnapshotBlock block, ulong maxPages)
    {
        StreamPages pages = block.Stream;
        for (int i = 0; i < pages.Present.Length;)
        {
            ulong first = pages.Present[i].Page;
            int count = 1;
            while (i + count < pages.Present.Length && pages.Present[i + count].Page == first + (ulong)count && (first + (ulong)count) % maxPages != 0)
            {
                count++;
            }

            i += count;
            yield return (first, count);
        }
    }

    private IEnumerable<(ulong First, int Count)> MappedRuns(SnapshotBlock block, ulong maxPages)
    {
        PageBitmap bitmap = ReadBitmap(block);
        for (ulong from = 0; bitmap.NextRun(from, out ulong first, out _, 1);)
        {
            ulong limit = maxPages - first % maxPages;
            bitmap.NextRun(first, out first, out ulong count, limit);
            from = first + count;
            yield return (first, (int)count);
        }
    }

    internal void ReadExactly(long position, Span<byte> destination, string what)
    {
        int read = Source.Read(position, destination);
        if (read < destination.Length)
        {
            throw new SnapshotFormatException($"The file ends at {Wire.Hex(position + read)} within {what}.");
        }
    }
}
