using System.Buffers.Binary;
using System.Runtime.InteropServices;
using K4os.Compression.LZ4;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A CSO image: version 1 with deflate, version 2 with LZ4 (as Xbox tools write it) or both.</summary>
/// <remarks>
/// Sources: the layout that ciso and maxcso document; for Xbox images the files of MakeMHz's tool: version 2, a marked block is a block of an LZ4 frame (its
/// length in 4 bytes, then LZ4), an unmarked one is plain, and places begin at 0 again in the second file.
/// </remarks>
internal sealed class CsoImage : BlockedImage
{
    private const int HeaderBytes = 24;
    private const uint Mark = 0x8000_0000;

    /// <summary>An LZ4 frame's block that is stored as it is.</summary>
    private const uint FrameStored = 0x8000_0000;

    /// <summary>The LZ4 decoder stops in the midst of its input only if this much follows.</summary>
    private const int Tail = 8;

    private readonly ImageParts _parts;
    private readonly CsoHeader _header;
    private readonly uint[] _index;

    /// <summary>The first block of each part.</summary>
    private readonly List<int> _firstBlocks;

    private readonly byte[] _packed;

    private CsoImage(ImageParts parts, CsoHeader header, uint[] index, List<int> firstBlocks)
        : base(header.SizeBytes, (int)header.BlockBytes)
    {
        (_parts, _header, _index, _firstBlocks) = (parts, header, index, firstBlocks);
        _packed = new byte[header.BlockBytes + (1 << header.Align) + 64 + Tail];
    }

    /// <summary>Opens an image.</summary>
    /// <exception cref="ComponentException">It is missing or damaged.</exception>
    public static CsoImage Open(string path)
    {
        ImageParts parts = ImageParts.Open(path, "CSO image");
        try
        {
            byte[] bytes = new byte[HeaderBytes];
            parts[0].ReadPadded(0, bytes);
            CsoHeader header = CsoHeader.Parse(path, bytes, parts[0].Length);
            uint[] index = ReadIndex(parts[0], header.Blocks + 1);
            return new CsoImage(parts, header, index, CheckIndex(parts, header, index));
        }
        catch (IOException e)
        {
            parts.Dispose();
            throw new ComponentException($"CSO image '{path}' cannot be read: {e.Message}", e);
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _parts.Dispose();

    /// <inheritdoc/>
    protected override void ReadBlock(ulong number, Span<byte> block)
    {
        int index = (int)number;
        int part = _firstBlocks.FindLastIndex(first => first <= index);
        ulong start = Place(_header, _index[index]);
        bool isLastOfPart = part + 1 < _firstBlocks.Count && _firstBlocks[part + 1] == index + 1;
        ulong end = isLastOfPart ? _parts[part].Length : Place(_header, _index[index + 1]);
        int length = (int)Math.Min(end - start, (ulong)(_packed.Length - Tail));
        _parts[part].ReadExactly(start, _packed.AsSpan(0, length));
        _packed.AsSpan(length, Tail).Clear();
        if (!Unpack(length, (_index[index] & Mark) != 0, Math.Min((ulong)block.Length, _header.SizeBytes - (number * (ulong)block.Length)), block))
        {
            throw new IOException($"CSO image '{_parts.Path}' is damaged in block {number}, which lies at {start} in part {part + 1}.");
        }
    }

    private bool Unpack(int length, bool isMarked, ulong wanted, Span<byte> block)
    {
        ReadOnlySpan<byte> packed = _packed.AsSpan(0, length);
        block = block[..(int)wanted];
        bool isPlain = _header.Version < 2 ? isMarked : !isMarked && packed.Length >= block.Length;
        if (isPlain)
        {
            bool isWhole = packed.Length >= block.Length;
            packed[..Math.Min(packed.Length, block.Length)].CopyTo(block);
            return isWhole;
        }

        return _header.Version < 2 || !isMarked ? Inflater.TryInflate(packed, block) : UnpackFrameBlock(packed, block) || LZ4Codec.PartialDecode(_packed.AsSpan(0, length + Tail), block) == block.Length;
    }

    private static bool UnpackFrameBlock(ReadOnlySpan<byte> packed, Span<byte> block)
    {
        if (packed.Length < 4)
        {
            return false;
        }

        uint header = BinaryPrimitives.ReadUInt32LittleEndian(packed);
        int length = (int)(header & ~FrameStored);
        if (length == 0 || length > packed.Length - 4)
        {
            return false;
        }

        ReadOnlySpan<byte> content = packed.Slice(4, length);
        if ((header & FrameStored) != 0 && length == block.Length)
        {
            content.CopyTo(block);
            return true;
        }

        return LZ4Codec.Decode(content, block) == block.Length;
    }

    private static uint[] ReadIndex(ImageFile file, int count)
    {
        uint[] index = new uint[count];
        file.ReadExactly(HeaderBytes, MemoryMarshal.AsBytes(index.AsSpan()));
        return index;
    }

    /// <summary>Places grow from block to block; where they go back, the next part begins.</summary>
    private static List<int> CheckIndex(ImageParts parts, CsoHeader header, uint[] index)
    {
        List<int> firstBlocks = [0];
        ulong last = HeaderBytes + ((ulong)index.Length * 4);
        for (int i = 0; i < index.Length; i++)
        {
            ulong place = Place(header, index[i]);
            if (place < last)
            {
                firstBlocks.Add(i);
            }

            if (firstBlocks.Count > parts.Count || place > parts[firstBlocks.Count - 1].Length || (firstBlocks.Count > 1 && i == index.Length - 1 && firstBlocks[^1] == i))
            {
                throw new ComponentException($"CSO image '{parts.Path}' has block {i} at {place}, which goes back or lies beyond the end of its {(parts.Count == 1 ? "file" : $"{parts.Count} parts")}; a part is missing, or the image is damaged.");
            }

            last = place;
        }

        return firstBlocks;
    }

    private static ulong Place(CsoHeader header, uint entry) => (ulong)(entry & ~Mark) << header.Align;
}
