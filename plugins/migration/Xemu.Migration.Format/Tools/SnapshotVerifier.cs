using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Xemu.Migration.Format;

/// <summary>Looks for everything that is wrong with a snapshot.</summary>
public static class SnapshotVerifier
{
    private const int MaxFindings = 1000;

    /// <summary>Verifies a snapshot: every length, bitmap, page region and version, and where they are recorded the checksums.</summary>
    /// <param name="source">The file.</param>
    /// <param name="progress">Told now and then, or none.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>One sentence per finding, at most 1000; none when all is well.</returns>
    public static IReadOnlyList<string> Verify(ISnapshotSource source, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        SnapshotFile file;
        try
        {
            file = SnapshotFile.Open(source);
        }
        catch (SnapshotFormatException e)
        {
            return [e.Message];
        }

        return Verify(file, progress, cancellation);
    }

    /// <summary>Verifies a snapshot that is open already.</summary>
    /// <inheritdoc cref="Verify(ISnapshotSource, Action{SnapshotProgress}?, CancellationToken)"/>
    public static IReadOnlyList<string> Verify(SnapshotFile file, Action<SnapshotProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        var findings = new List<string>(file.Problems);
        findings.AddRange(file.StateFindings());
        long total = file.Blocks.Sum(block => (long)block.SizeBytes);
        long before = 0;
        foreach (SnapshotBlock block in file.Blocks)
        {
            long start = before;
            Action<long> report = done => progress?.Invoke(new SnapshotProgress(start + done, total));
            try
            {
                Block(file, block, findings, report, cancellation);
            }
            catch (SnapshotFormatException e)
            {
                findings.Add(e.Message);
            }

            before += (long)block.SizeBytes;
        }

        if (file.Checksums is { Blocks.Count: > 0 } checksums && checksums.Blocks.Count != file.Blocks.Count)
        {
            findings.Add($"The file has {file.Blocks.Count} RAM blocks, but checksums of {checksums.Blocks.Count}.");
        }

        return findings;
    }

    private static string Show(ulong? hash) => hash is { } value ? $"{value:x16}" : "no pages";

    private static void Block(SnapshotFile file, SnapshotBlock block, List<string> findings, Action<long> report, CancellationToken cancellation)
    {
        BlockChecksums? recorded = file.Checksums?.Block(block.Name);
        int chunks = (int)((block.SizeBytes + FormatLimits.ChunkBytes - 1) / FormatLimits.ChunkBytes);
        if (recorded is null && file.Checksums is { Blocks.Count: > 0 })
        {
            findings.Add($"RAM block '{block.Name}' has no checksums, other blocks have.");
        }

        if (recorded is not null && recorded.Chunks.Count != chunks)
        {
            findings.Add($"RAM block '{block.Name}' has {chunks} chunks of 1 MiB, but checksums of {recorded.Chunks.Count}.");
            recorded = null;
        }

        int pagesPerChunk = FormatLimits.ChunkBytes / block.PageSize;
        byte[] buffer = new byte[FormatLimits.ChunkBytes];
        Span<ulong> hashes = stackalloc ulong[PageChecksums.PagesPerChunk];
        int count = 0;
        int chunk = 0;
        foreach ((ulong first, int pages) in file.PresentRuns(block, pagesPerChunk))
        {
            cancellation.ThrowIfCancellationRequested();
            int here = (int)(first / (ulong)pagesPerChunk);
            if (here != chunk)
            {
                Chunks(chunk, here, hashes[..count]);
                (chunk, count) = (here, 0);
            }

            Span<byte> bytes = buffer.AsSpan(0, pages * block.PageSize);
            file.ReadPages(block, first, bytes);
            for (int page = 0; recorded is not null && page < pages; page++)
            {
                hashes[count++] = XxHash3.HashToUInt64(bytes.Slice(page * block.PageSize, block.PageSize));
            }

            report((long)first * block.PageSize);
        }

        Chunks(chunk, chunks, hashes[..count]);
        if (recorded is not null && recorded.Bitmap != XxHash3.HashToUInt64(file.ReadBitmap(block).Bytes))
        {
            findings.Add($"The bitmap of RAM block '{block.Name}' at {Wire.Hex(block.BitmapPosition)} is not as it was written: its checksum differs.");
        }

        // One chunk with pages, then those without up to the next one.
        void Chunks(int chunk, int next, ReadOnlySpan<ulong> hashes)
        {
            for (int i = chunk; recorded is not null && i < next && findings.Count < MaxFindings; i++)
            {
                bool isPresent = i == chunk && hashes.Length > 0;
                ulong hash = isPresent ? XxHash3.HashToUInt64(MemoryMarshal.AsBytes(hashes)) : 0;
                if (recorded.Chunks[i] is { } expected ? !isPresent || hash != expected : isPresent)
                {
                    string where = Wire.Hex((long)i * FormatLimits.ChunkBytes);
                    findings.Add(
                        $"RAM block '{block.Name}' is damaged in the MiB at {where}: the file has {Show(isPresent ? hash : null)}, recorded is {Show(recorded.Chunks[i])}.");
                }
            }
        }
    }
}
