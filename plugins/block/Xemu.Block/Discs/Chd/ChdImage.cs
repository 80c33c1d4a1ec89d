using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A CHD image, version 5, of a DVD, a hard disk, or raw sectors. What a hunk holds is checked against its checksum.</summary>
internal sealed class ChdImage : BlockedImage
{
    private readonly ImageFile _file;
    private readonly ChdHeader _header;
    private readonly ChdHunk[] _hunks;
    private readonly ChdUnpacker _unpacker = new();

    private ChdImage(ImageFile file, ChdHeader header, ChdHunk[] hunks)
        : base(header.LogicalBytes, (int)header.HunkBytes) => (_file, _header, _hunks) = (file, header, hunks);

    /// <summary>Opens an image.</summary>
    /// <exception cref="ComponentException">It is missing, damaged, or of a kind that is not known.</exception>
    public static ChdImage Open(string path)
    {
        ImageFile file = ImageFile.Open(path, writable: false, "CHD image");
        try
        {
            byte[] bytes = new byte[ChdHeader.HeaderBytes];
            file.ReadPadded(0, bytes);
            ChdHeader header = ChdHeader.Parse(path, bytes);
            RefuseTracks(file, header);
            ChdHunk[] hunks = ChdMap.Read(file, header);
            RefuseCodecs(path, header, hunks);
            return new ChdImage(file, header, hunks);
        }
        catch (Exception e) when (e is IOException or ChdDamageException)
        {
            file.Dispose();
            throw new ComponentException(e is ChdDamageException ? $"CHD image '{path}' is damaged: it has {e.Message}." : $"CHD image '{path}' cannot be read: {e.Message}", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _unpacker.Dispose();
        _file.Dispose();
    }

    /// <inheritdoc/>
    protected override void ReadBlock(ulong number, Span<byte> block)
    {
        ChdHunk hunk = _hunks[number];
        try
        {
            ReadHunk(hunk, block);
        }
        catch (ChdDamageException e)
        {
            throw new IOException($"CHD image '{_file.Path}' is damaged in hunk {number}, which lies at {hunk.Offset}: it has {e.Message}.", e);
        }
    }

    private void ReadHunk(ChdHunk hunk, Span<byte> block)
    {
        if (hunk.Kind == ChdHunkKind.Zero)
        {
            return;
        }

        if (hunk.Kind == ChdHunkKind.Stored)
        {
            _file.ReadExactly(hunk.Offset, block);
        }
        else
        {
            // No codec makes more of a hunk than a little; what claims to be longer is cut, and then no longer fits its checksum.
            byte[] packed = new byte[Math.Min(hunk.Length, (uint)block.Length * 2)];
            _file.ReadExactly(hunk.Offset, packed);
            _unpacker.Unpack(_header.Codecs[(int)hunk.Kind], packed, block);
        }

        if (_header.IsPacked && Crc16.Of(block) != hunk.Crc)
        {
            throw new ChdDamageException("a checksum that does not fit");
        }
    }

    /// <summary>Metadata says what an image is of; one with tracks has no sectors of its own.</summary>
    private static void RefuseTracks(ImageFile file, ChdHeader header)
    {
        const int MaxPieces = 1000;
        byte[] piece = new byte[16];
        ulong place = header.MetadataOffset;
        for (int i = 0; place != 0 && i < MaxPieces && place < file.Length; i++)
        {
            file.ReadPadded(place, piece);
            string tag = System.Text.Encoding.Latin1.GetString(piece, 0, 4);
            if (tag is "CHCD" or "CHTR" or "CHT2" or "CHGT" or "CHGD" or "AVAV")
            {
                throw new ComponentException($"CHD image '{file.Path}' is of a CD, GD-ROM or laser disc (its metadata is '{tag}'); the drive takes DVDs and raw sectors.");
            }

            place = BinaryPrimitives.ReadUInt64BigEndian(piece.AsSpan(8));
        }
    }

    private static void RefuseCodecs(string path, ChdHeader header, ChdHunk[] hunks)
    {
        Span<int> uses = stackalloc int[4];
        foreach (ChdHunk hunk in hunks)
        {
            if (hunk.Kind <= ChdHunkKind.Codec3)
            {
                uses[(int)hunk.Kind]++;
            }
        }

        for (int i = 0; i < uses.Length; i++)
        {
            if (uses[i] > 0 && !ChdUnpacker.Knows(header.Codecs[i]))
            {
                throw new ComponentException($"CHD image '{path}' has {uses[i]} hunks packed by codec '{Name(header.Codecs[i])}', and {ChdUnpacker.Known} are known; make another with 'chdman copy --compression zlib'.");
            }
        }
    }

    private static string Name(ChdCodec codec)
    {
        byte[] letters = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(letters, (uint)codec);
        return string.Concat(letters.Select(static b => b is >= 0x20 and < 0x7F ? (char)b : '?'));
    }
}
