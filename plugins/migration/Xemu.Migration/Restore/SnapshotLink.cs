using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>One file of a chain, open for reading: the snapshot itself, or one that it builds on.</summary>
internal sealed class SnapshotLink : IDisposable
{
    private const int MostChannels = 255;
    private const int ReadersPerChannel = 2;

    private readonly IMigrationStream _stream;
    private readonly bool _usesPageChannels;
    private readonly Lock[] _channelGates;

    /// <summary>Reads everything but the pages.</summary>
    /// <param name="uri">The address, for messages.</param>
    /// <param name="stream">The open address, from now on the link's.</param>
    /// <exception cref="SnapshotFormatException">The file is damaged or none of ours.</exception>
    public SnapshotLink(string uri, IMigrationStream stream)
    {
        Uri = uri;
        _stream = stream;
        File = SnapshotFile.Open(new StreamSource(stream));
        if (!File.IsMappedRam || File.PageSize != IRamBlock.PageSize || File.Xemu is not { } xemu)
        {
            throw new MigrationException($"'{uri}' is a migration file of another program or without mapped-ram; its RAM can be taken out with 'snapshot extract-ram', but no machine here can go on from it.");
        }

        File.CheckState();
        Facts = SnapshotFacts.Read(xemu);

        if (stream.PageChannels.Count > 0 && stream.Abilities.IsMultiChannel)
        {
            // While one worker checks what it has read, or waits for memory, another reads: the disk never rests.
            stream.OpenPageChannels(Math.Min(MostChannels, stream.PageChannels.Count * ReadersPerChannel), CancellationToken.None);
        }

        // A file may end within a unit of the channels: what needs more than pages goes through the main channel.
        _channelGates = [.. stream.PageChannels.Select(static _ => new Lock())];
        _usesPageChannels = stream.PageChannels.Count > 0 && stream.Abilities.Alignment <= IRamBlock.PageSize;
    }

    public string Uri { get; }

    public SnapshotFile File { get; }

    public SnapshotFacts Facts { get; }

    /// <summary>The file's blocks in the order asked for.</summary>
    public IReadOnlyList<SnapshotBlock> Blocks { get; private set; } = [];

    /// <summary>The pages that the file holds, by block.</summary>
    public IReadOnlyList<PageBitmap> Bitmaps { get; private set; } = [];

    /// <summary>How many workers can read at once.</summary>
    public int Workers => _usesPageChannels ? _stream.PageChannels.Count : 1;

    /// <summary>Finds the blocks in the file and reads which pages it holds.</summary>
    /// <exception cref="MigrationException">The blocks differ.</exception>
    /// <exception cref="SnapshotFormatException">A bitmap is damaged, or pages lie beyond the file's end.</exception>
    public void Match(IReadOnlyList<RamBlockShape> shapes)
    {
        string[] saved = [.. File.Blocks.Select(static block => $"{block.Name} ({block.SizeBytes} bytes)")];
        string[] present = [.. shapes.Select(static block => $"{block.Name} ({block.SizeBytes} bytes)")];
        if (!saved.Order(StringComparer.Ordinal).SequenceEqual(present.Order(StringComparer.Ordinal)))
        {
            throw new MigrationException(
                $"'{Uri}' is of another machine: its RAM blocks are {string.Join(", ", saved)}; this machine has {string.Join(", ", present)}. Start the machine that was saved, or give this one the same RAM.");
        }

        Blocks = [.. shapes.Select(shape => File.FindBlock(shape.Name)!)];
        Bitmaps = [.. Blocks.Select(ReadBitmap)];
    }

    /// <summary>Reads bytes; different workers at once.</summary>
    public void Read(int worker, long position, Span<byte> destination)
    {
        if (_usesPageChannels)
        {
            // A worker has a channel of its own, unless there are fewer channels than workers.
            lock (_channelGates[worker])
            {
                _stream.PageChannels[worker].Read((ulong)position, destination);
            }

            return;
        }

        if (File.Source.Read(position, destination) < destination.Length)
        {
            throw new EndOfStreamException($"'{Uri}' ends before 0x{position + destination.Length:X}.");
        }
    }

    /// <summary>Makes reads that are under way fail. Any thread.</summary>
    public void Abort() => _stream.Abort();

    public void Dispose() => _stream.Dispose();

    private PageBitmap ReadBitmap(SnapshotBlock block)
    {
        PageBitmap bitmap = File.ReadBitmap(block);
        ulong end = LastSet(bitmap.Words);
        if (_stream.LengthBytes is { } length && (ulong)block.PagesPosition + (end * IRamBlock.PageSize) > length)
        {
            throw new SnapshotFormatException($"Page {end - 1} of '{block.Name}' lies beyond the file's end at 0x{length:X}.");
        }

        if (File.Checksums?.Block(block.Name) is { } recorded)
        {
            ulong hash = System.IO.Hashing.XxHash3.HashToUInt64(bitmap.Bytes);
            ulong chunks = (block.Pages + PageChunk.MaxPages - 1) / PageChunk.MaxPages;
            if (hash != recorded.Bitmap || (ulong)recorded.Chunks.Count != chunks)
            {
                throw new SnapshotFormatException($"The bitmap of '{block.Name}' is not as it was written: its checksum is {hash:x16}, recorded is {recorded.Bitmap:x16}.");
            }
        }

        return bitmap;
    }

    /// <summary>One past the last set bit.</summary>
    private static ulong LastSet(ReadOnlySpan<ulong> words)
    {
        int last = words.LastIndexOfAnyExcept(0UL);
        return last < 0 ? 0 : ((ulong)last * 64) + 64 - (ulong)System.Numerics.BitOperations.LeadingZeroCount(words[last]);
    }
}
