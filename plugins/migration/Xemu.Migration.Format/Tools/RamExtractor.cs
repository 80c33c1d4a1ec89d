namespace Xemu.Migration.Format;

/// <summary>Gives the pages of a block that are in a file.</summary>
public static class RamExtractor
{
    private const int PagesAtOnce = FormatLimits.ChunkBytes / FormatLimits.PageSize;

    /// <summary>Writes a block to a sink; pages that are not in the file are not written.</summary>
    /// <param name="file">The snapshot.</param>
    /// <param name="block">One of its blocks.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="progress">Told now and then, or none.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="SnapshotFormatException">The file is damaged, or the block's contents are not in it.</exception>
    public static void Extract(
        SnapshotFile file, SnapshotBlock block, IRamSink sink, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(sink);
        if (block.IsElsewhere)
        {
            throw new SnapshotFormatException($"RAM block '{block.Name}' was shared memory, which QEMU left out of the file.");
        }

        sink.SetLength((long)block.SizeBytes);
        byte[] buffer = new byte[PagesAtOnce * block.PageSize];
        foreach ((ulong first, int count) in file.PresentRuns(block, PagesAtOnce))
        {
            cancellation.ThrowIfCancellationRequested();
            Span<byte> pages = buffer.AsSpan(0, count * block.PageSize);
            file.ReadPages(block, first, pages);
            long position = (long)first * block.PageSize;
            sink.Write(position, pages);
            progress?.Invoke(new SnapshotProgress(position + pages.Length, (long)block.SizeBytes));
        }
    }
}
