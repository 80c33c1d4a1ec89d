using System.IO.Compression;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A qcow2 image: tables that map the medium's clusters to places in a file, over an optional backing image.</summary>
/// <remarks>
/// Writing is in <c>Qcow2Image.Write.cs</c>. Calls are synchronised: a commit may also come from a host timer.
/// Source: QEMU docs/interop/qcow2.txt.
/// </remarks>
internal sealed partial class Qcow2Image : Image
{
    /// <summary>Most images in a chain of backing files.</summary>
    public const int MaxChain = 512;

    private readonly Lock _lock = new();
    private readonly ImageFile _file;
    private readonly Qcow2Header _header;
    private readonly Image? _backing;
    private readonly ulong[] _l1;
    private readonly Qcow2L2Cache _l2;
    private readonly int _clusterSize;
    private byte[]? _inflated;
    private ulong _inflatedEntry;

    private Qcow2Image(ImageFile file, Qcow2Header header, Image? backing, bool writable, TimeSpan commitAfter)
    {
        _file = file;
        _header = header;
        _backing = backing;
        _clusterSize = header.ClusterSize;
        _l2 = new Qcow2L2Cache(_clusterSize);
        _commitAfter = commitAfter;
        _l1Offset = header.L1Offset;
        _l1 = new ulong[writable ? header.L1Entries : header.L1EntriesNeeded];
        if (_l1.Length > 0)
        {
            Qcow2Table.Read(file, header.L1Offset, _l1);
        }

        if (writable)
        {
            _counts = OpenForWriting();
        }
    }

    /// <inheritdoc/>
    public override ulong SizeBytes => _header.SizeBytes;

    /// <inheritdoc/>
    public override bool IsReadOnly => _counts is null;

    /// <summary>How many qcow2 images lie one above another, this one included.</summary>
    public int ChainLength => 1 + ((_backing as Qcow2Image)?.ChainLength ?? 0);

    /// <summary>Whether this image, or one of those directly beneath it, says what a cluster holds.</summary>
    /// <param name="offset">An offset in the cluster.</param>
    /// <param name="images">How many images are asked, this one included.</param>
    public bool IsHeldWithin(ulong offset, int images)
    {
        lock (_lock)
        {
            return FindEntry(offset) != 0 || (images > 1 && _backing is Qcow2Image below && below.IsHeldWithin(offset, images - 1));
        }
    }

    /// <summary>The file of the topmost image.</summary>
    public ImageFile File => _file;

    /// <summary>Opens an image and what lies beneath it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writable">Whether writes go into it; what lies beneath is only read.</param>
    /// <param name="commitAfter">Longest time that new clusters wait for their tables to be written, or zero: only on a flush and by amount.</param>
    /// <param name="isLocked">False to look at an image that another machine may hold.</param>
    /// <exception cref="ComponentException">A file is missing, in use, damaged, or needs what is not supported.</exception>
    public static Qcow2Image Open(string path, bool writable, TimeSpan commitAfter = default, bool isLocked = true) => Open(path, writable, commitAfter, isLocked, []);

    /// <inheritdoc/>
    public override void Read(ulong offset, Span<byte> destination)
    {
        CheckRange(offset, destination.Length);
        lock (_lock)
        {
            while (destination.Length > 0)
            {
                int within = (int)(offset & (ulong)(_clusterSize - 1));
                int length = Math.Min(destination.Length, _clusterSize - within);
                ReadCluster(FindEntry(offset), offset, destination[..length]);
                offset += (ulong)length;
                destination = destination[length..];
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        try
        {
            CloseWriting();
        }
        finally
        {
            _file.Dispose();
            _backing?.Dispose();
        }
    }

    private static Qcow2Image Open(string path, bool writable, TimeSpan commitAfter, bool isLocked, List<string> chain)
    {
        string full = Path.GetFullPath(path);
        if (chain.Contains(full))
        {
            throw Qcow2Header.Bad(chain[^1], $"has itself beneath it: its chain of backing files comes back to '{full}'; 'qemu-img rebase -u' mends the name");
        }

        chain.Add(full);
        if (chain.Count > MaxChain)
        {
            throw Qcow2Header.Bad(chain[0], $"has more than {MaxChain} backing files beneath it; flatten it with 'qemu-img convert'");
        }

        ImageFile file = ImageFile.Open(path, writable, chain.Count == 1 ? "Image" : "Backing file", isLocked);
        Image? backing = null;
        try
        {
            Qcow2Header header = Qcow2Header.Parse(file);
            backing = OpenBacking(full, header, isLocked, chain);
            return new Qcow2Image(file, header, backing, writable, commitAfter);
        }
        catch
        {
            backing?.Dispose();
            file.Dispose();
            throw;
        }
    }

    private static Image? OpenBacking(string path, Qcow2Header header, bool isLocked, List<string> chain)
    {
        if (header.BackingFile is null)
        {
            return null;
        }

        string name = header.BackingFile.StartsWith("file:", StringComparison.Ordinal) ? header.BackingFile[5..] : header.BackingFile;
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        if (name.Length == 0 || name.Contains('\0', StringComparison.Ordinal) || (colon > 0 && !name[..colon].Contains('/', StringComparison.Ordinal)))
        {
            throw Qcow2Header.Bad(path, $"has the backing file '{name.Replace('\0', '?')}', and only paths are supported; 'qemu-img rebase' changes it");
        }

        string full = Path.GetFullPath(name, Path.GetDirectoryName(path)!);
        return header.BackingFormat switch
        {
            "raw" => RawImage.Open(full, writable: false, isBacking: true, isLocked),
            "qcow2" => Open(full, writable: false, TimeSpan.Zero, isLocked, chain),

            // Guessing would let what a guest wrote into a raw disk name any file of the host.
            null => throw Qcow2Header.Bad(path, $"does not say the format of its backing file '{name}'; 'qemu-img rebase -u -b FILE -F raw' (or qcow2) adds it"),
            _ => throw Qcow2Header.Bad(path, $"has a backing file of format '{header.BackingFormat}', and raw and qcow2 are supported"),
        };
    }

    private ulong FindEntry(ulong offset)
    {
        Qcow2L2? table = FindTable(L1Index(offset));
        return table is null ? 0 : table.Entries[L2Index(offset)];
    }

    private int L1Index(ulong offset) => (int)(offset >> ((2 * _header.ClusterBits) - 3));

    private int L2Index(ulong offset) => (int)(offset >> _header.ClusterBits) & ((_clusterSize / 8) - 1);

    private Qcow2L2? FindTable(int index)
    {
        if (_l2.TryGet(index, out Qcow2L2 table))
        {
            return table;
        }

        ulong entry = _l1[index];
        if (Qcow2Entry.IsMalformed(entry, _header.ClusterBits, allowZero: false))
        {
            throw Damaged($"L1 entry {index} is 0x{entry:X16}");
        }

        ulong offset = entry & Qcow2Entry.OffsetMask;
        if (offset == 0)
        {
            return null;
        }

        table = new Qcow2L2(index, new ulong[_clusterSize / 8]);
        Qcow2Table.Read(_file, offset, table.Entries);
        _l2.Add(table);
        return table;
    }

    /// <summary>Reads within one cluster.</summary>
    private void ReadCluster(ulong entry, ulong offset, Span<byte> destination)
    {
        ulong within = offset & (ulong)(_clusterSize - 1);
        if ((entry & Qcow2Entry.Compressed) != 0)
        {
            Inflate(entry).AsSpan((int)within, destination.Length).CopyTo(destination);
            return;
        }

        if (Qcow2Entry.IsMalformed(entry, _header.ClusterBits, allowZero: _header.Version >= 3))
        {
            throw Damaged($"the L2 entry of {offset} is 0x{entry:X16}");
        }

        if ((entry & Qcow2Entry.Zero) != 0)
        {
            destination.Clear();
        }
        else if ((entry & Qcow2Entry.OffsetMask) != 0)
        {
            _file.ReadPadded((entry & Qcow2Entry.OffsetMask) + within, destination);
        }
        else
        {
            ReadBacking(offset, destination);
        }
    }

    private void ReadBacking(ulong offset, Span<byte> destination)
    {
        int available = _backing is null || offset >= _backing.SizeBytes ? 0 : (int)Math.Min((ulong)destination.Length, _backing.SizeBytes - offset);
        if (available > 0)
        {
            _backing!.Read(offset, destination[..available]);
        }

        destination[available..].Clear();
    }

    private byte[] Inflate(ulong entry)
    {
        if (_inflated is not null && _inflatedEntry == entry)
        {
            return _inflated;
        }

        (ulong offset, int length) = Qcow2Entry.CompressedRange(entry, _header.ClusterBits);
        byte[] packed = new byte[Math.Min(length, 2 * _clusterSize)];
        _file.ReadPadded(offset, packed);
        byte[] plain = new byte[_clusterSize];
        try
        {
            using var stream = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
            stream.ReadExactly(plain);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new IOException($"Image '{_file.Path}' is damaged: the compressed cluster at 0x{offset:X} does not unpack.", e);
        }

        _inflated = plain;
        _inflatedEntry = entry;
        return plain;
    }

    private IOException Damaged(string what) => new($"Image '{_file.Path}' is damaged: {what}.");
}
