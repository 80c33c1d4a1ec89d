using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Xemu.Abstractions.Memory;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>Writes a chain as one file. It is the same snapshot, with the same id: what builds on the newest of the chain can build on it.</summary>
internal static class SnapshotFlattener
{
    /// <summary>Writes it under a temporary name, and renames it when it is whole and on stable storage.</summary>
    public static void Write(SnapshotChain chain, string path, Action<SnapshotProgress> progress, CancellationToken cancellation)
    {
        string temporary = $"{path}.part";
        try
        {
            using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.ReadWrite))
            {
                Write(chain, file, progress, cancellation);
                RandomAccess.FlushToDisk(file);
            }

            File.Move(temporary, path, overwrite: false);
            Libc.SyncFolder(Path.GetDirectoryName(path)!);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void Write(SnapshotChain chain, SafeFileHandle file, Action<SnapshotProgress> progress, CancellationToken cancellation)
    {
        SnapshotFile newest = chain.Newest.File;
        RamBlockShape[] shapes = [.. newest.Blocks.Select(static block => new RamBlockShape(block.Name, block.SizeBytes))];
        chain.Match(shapes);
        var layout = new MappedRamLayout(newest.MachineName, shapes);
        var sums = new List<BlockChecksums>();
        long done = 0;
        long total = (long)shapes.Aggregate(0UL, static (sum, shape) => sum + shape.SizeBytes);
        using var reader = new ChunkReader(chain, 0);
        for (int block = 0; block < shapes.Length; block++)
        {
            sums.Add(WriteBlock(chain, reader, layout.Blocks[block], block, file, cancellation, bytes => progress(new SnapshotProgress(done += bytes, total))));
        }

        foreach (SnapshotPiece piece in layout.Pieces)
        {
            RandomAccess.Write(file, piece.Bytes.Span, piece.Position);
        }

        RandomAccess.Write(file, Tail(chain, layout, sums).Span, layout.TailPosition);
    }

    private static BlockChecksums WriteBlock(
        SnapshotChain chain, ChunkReader reader, MappedRamBlock place, int block, SafeFileHandle file, CancellationToken cancellation, Action<long> progress)
    {
        var present = new PageBitmap(place.Pages);
        var sums = new PageChecksums(place.Pages);
        ulong[] held = chain.PresentPages(block);
        using var memory = new NativeBuffer(PageChunk.MaxBytes);
        Span<ulong> wanted = stackalloc ulong[PageChunk.MaxPages / 64];
        for (ulong first = 0; first < place.Pages; first += PageChunk.MaxPages)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(PageChunk.MaxPages, place.Pages - first);
            wanted.Clear();
            held.AsSpan((int)(first / 64), Math.Min(wanted.Length, held.Length - (int)(first / 64))).CopyTo(wanted);
            _ = reader.Read(block, first, count, wanted, memory.Address);
            for (int page = 0; page < count; page++)
            {
                ReadOnlySpan<byte> bytes = memory.Span.Slice(page * IRamBlock.PageSize, IRamBlock.PageSize);

                // A page that became zero had to be in the file of changes, and need not be in a whole one.
                if (PageBits.IsSet(wanted, (ulong)page) && bytes.ContainsAnyExcept((byte)0))
                {
                    present.Set(first + (ulong)page);
                    sums.Set(first + (ulong)page, bytes);
                    RandomAccess.Write(file, bytes, place.PagePosition(first + (ulong)page));
                }
            }

            progress((long)count * IRamBlock.PageSize);
        }

        RandomAccess.Write(file, present.Bytes, place.BitmapPosition);
        return sums.ToBlock(place.Name, present);
    }

    private static ReadOnlyMemory<byte> Tail(SnapshotChain chain, MappedRamLayout layout, IReadOnlyList<BlockChecksums> sums)
    {
        SnapshotFile newest = chain.Newest.File;
        var tail = new SnapshotTailWriter(layout);
        using JsonDocument description = JsonDocument.Parse(newest.Description);
        var described = description.RootElement.GetProperty("devices").EnumerateArray()
            .ToDictionary(static device => device.GetProperty("name").GetString()!, Members, StringComparer.Ordinal);
        foreach (SnapshotDevice device in newest.Devices)
        {
            tail.AddDevice(device.Name, device.Instance, new VmStateSection(device.State!.VmsdName, device.Version, device.Payload, described[device.Name]));
        }

        return tail.Finish(sums, (chain.Newest.Facts with { Parent = null }).WriteTo);
    }

    /// <summary>A device's description without what its section's header says.</summary>
    private static ReadOnlyMemory<byte> Members(JsonElement device)
    {
        IEnumerable<string> members = device.EnumerateObject()
            .Where(static member => member.Name is not "name" and not "instance_id")
            .Select(static member => $"\"{member.Name}\":{member.Value.GetRawText()}");
        return Encoding.UTF8.GetBytes(string.Join(',', members));
    }
}
