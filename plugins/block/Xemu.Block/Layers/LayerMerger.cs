using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>Drops sealed layers that no snapshot needs any more, so that a disk's chain gets shorter. No machine may use the disk meanwhile.</summary>
/// <remarks>
/// A layer that goes away is merged into the one above it: that one is written anew beside itself, with what both hold, made stable, and renamed over itself. What can be seen through
/// it is the same before and after, so a kill at any moment leaves every layer that the record names whole.
/// </remarks>
internal sealed class LayerMerger
{
    private const int ClusterSize = 1 << 16;
    private readonly string _folder;
    private readonly MediumRecord _record;
    private readonly HashSet<string> _kept;
    private readonly Dictionary<string, string?> _below = [];

    private LayerMerger(string folder, MediumRecord record, IReadOnlyCollection<Guid> keep)
    {
        _folder = folder;
        _record = record;
        _kept = [record.Active!, .. record.Sealed.Where(l => l.File is not null && keep.Contains(l.Id)).Select(static l => l.File!)];
    }

    /// <summary>Merges.</summary>
    /// <param name="image">The image whose layers are meant.</param>
    /// <param name="layers">The folder that holds the layers folders of images, or null: beside the image.</param>
    /// <param name="keep">Sealed layers that snapshots still need.</param>
    /// <param name="cancellation">Stops between two layers.</param>
    /// <returns>How many sealed layers were dropped.</returns>
    /// <exception cref="ComponentException">The disk is in use or damaged, or a layer is not known.</exception>
    /// <exception cref="IOException">The host could not write; every layer is as good as before.</exception>
    public static int Merge(string image, string? layers, IReadOnlyCollection<Guid> keep, CancellationToken cancellation)
    {
        string folder = LayeredMedium.FolderOf(image, layers);
        string recordPath = Path.Combine(folder, "medium.json");
        using FileStream held = LayeredMedium.Lock(folder, image);
        MediumRecord record = Load(recordPath, image);
        if (keep.FirstOrDefault(k => record.Sealed.All(l => l.Id != k)) is var unknown && unknown != Guid.Empty)
        {
            throw new ComponentException($"Disk '{image}' has no sealed layer {unknown}; 'disk layers' lists those it has.");
        }

        if (record.Left is not null)
        {
            throw new ComponentException($"Disk '{image}' was let go of and waits for the machine that takes it over; run a machine with it once before merging.");
        }

        if (record.Active is null)
        {
            return 0;
        }

        var merger = new LayerMerger(folder, record, keep);
        merger.Run(cancellation);
        MediumRecord next = record with { Sealed = [.. record.Sealed.Where(l => l.File is null ? keep.Contains(l.Id) : merger._kept.Contains(l.File))] };
        next.Save(recordPath);
        foreach (string gone in record.Sealed.Select(static l => l.File).OfType<string>().Where(f => !merger._kept.Contains(f)))
        {
            File.Delete(Path.Combine(folder, gone));
        }

        return record.Sealed.Count - next.Sealed.Count;
    }

    private static MediumRecord Load(string recordPath, string image) => MediumRecord.Load(recordPath)
        ?? throw new ComponentException($"Image '{image}' has no layers in '{Path.GetDirectoryName(recordPath)}'; name the image, and the folder of its machine's 'layers' option with --layers.");

    private void Run(CancellationToken cancellation)
    {
        foreach (string left in Directory.EnumerateFiles(_folder, "merge-*.tmp"))
        {
            File.Delete(left);
        }

        ReadChains();
        KeepBranches();
        foreach (string file in _kept)
        {
            if (cancellation.IsCancellationRequested)
            {
                throw new IOException("Merging was interrupted; every layer is as good as before.");
            }

            MergeInto(file);
        }
    }

    /// <summary>What lies beneath each layer: another layer, or null for the image.</summary>
    private void ReadChains()
    {
        var open = new Queue<string>(_kept);
        while (open.TryDequeue(out string? file))
        {
            if (_below.ContainsKey(file))
            {
                continue;
            }

            using ImageFile opened = ImageFile.Open(Path.Combine(_folder, file), writable: false, "Layer");
            string? name = Qcow2Header.Parse(opened).BackingFile;
            bool isLayer = _record.Sealed.Any(l => l.File is not null && l.File == name);
            _below.Add(file, isLayer ? name : null);
            if (isLayer)
            {
                open.Enqueue(name!);
            }
        }
    }

    /// <summary>A layer beneath two others cannot be merged into one of them.</summary>
    private void KeepBranches() =>
        _kept.UnionWith(_below.Values.OfType<string>().GroupBy(static f => f).Where(static g => g.Count() > 1).Select(static g => g.Key));

    private void MergeInto(string file)
    {
        int depth = 1;
        string? below = _below[file];
        while (below is not null && !_kept.Contains(below))
        {
            depth++;
            below = _below[below];
        }

        if (depth == 1)
        {
            return;
        }

        string target = Path.Combine(_folder, file);
        string next = Path.Combine(_folder, $"merge-{Guid.NewGuid():N}.tmp");
        (string backing, string format) = Backing(file, depth);
        using (Qcow2Image source = Qcow2Image.Open(target, writable: false))
        {
            Qcow2Creator.Create(next, source.SizeBytes, backing, format);
            using var merged = Qcow2Image.Open(next, writable: true);
            Copy(source, merged, depth);
            merged.Flush();
        }

        File.Move(next, target, overwrite: true);
        UnlockedFile.FlushFolder(_folder);
    }

    /// <summary>The backing file, as it is written, of the lowest of the layers that become one.</summary>
    private (string Name, string Format) Backing(string file, int depth)
    {
        for (; depth > 1; depth--)
        {
            file = _below[file]!;
        }

        using ImageFile lowest = ImageFile.Open(Path.Combine(_folder, file), writable: false, "Layer");
        Qcow2Header header = Qcow2Header.Parse(lowest);
        return (header.BackingFile!, header.BackingFormat!);
    }

    private static void Copy(Qcow2Image source, Qcow2Image merged, int depth)
    {
        byte[] buffer = new byte[ClusterSize];
        for (ulong offset = 0; offset < source.SizeBytes; offset += ClusterSize)
        {
            if (source.IsHeldWithin(offset, depth))
            {
                Span<byte> cluster = buffer.AsSpan(0, (int)Math.Min(ClusterSize, source.SizeBytes - offset));
                source.Read(offset, cluster);
                merged.Write(offset, cluster);
            }
        }
    }
}
