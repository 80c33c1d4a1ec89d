using System.Buffers.Binary;
using System.Runtime.InteropServices;
using K4os.Compression.LZ4;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>A CCI image: blocks of 2048 bytes packed by LZ4, in files that each have an index of their own.</summary>
/// <remarks>Source: the format as the open tools that write it (Repackinator, XGDTool) describe it. A packed block begins with the number of bytes that pad its end.</remarks>
internal sealed class CciImage : BlockedImage
{
    private const int HeaderBytes = 32;
    private const int BlockSize = 2048;
    private const uint Mark = 0x8000_0000;

    /// <summary>What the index of an image may take of memory: four times of this in bytes, enough for 32 GiB.</summary>
    private const ulong MaxBlocks = 16 << 20;

    private readonly ImageParts _parts;
    private readonly List<CciPart> _index;
    private readonly byte[] _packed = new byte[BlockSize + 256];

    private CciImage(ImageParts parts, List<CciPart> index)
        : base(index[^1].EndBlock * BlockSize, BlockSize) => (_parts, _index) = (parts, index);

    /// <summary>Opens an image.</summary>
    /// <exception cref="ComponentException">It is missing or damaged.</exception>
    public static CciImage Open(string path)
    {
        ImageParts parts = ImageParts.Open(path, "CCI image");
        try
        {
            List<CciPart> index = [];
            for (int i = 0; i < parts.Count; i++)
            {
                index.Add(ReadPart(parts[i], index.Count == 0 ? 0 : index[^1].EndBlock));
            }

            return new CciImage(parts, index);
        }
        catch (IOException e)
        {
            parts.Dispose();
            throw new ComponentException($"CCI image '{path}' cannot be read: {e.Message}", e);
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
        int partNumber = _index.FindIndex(p => number < p.EndBlock);
        CciPart part = _index[partNumber];
        (ulong start, int length, bool isPacked) = part.Locate((int)(number - part.FirstBlock));
        if (length > _packed.Length || (!isPacked && length < BlockSize))
        {
            throw Damaged(number, start, partNumber);
        }

        Span<byte> packed = _packed.AsSpan(0, length);
        _parts[partNumber].ReadExactly(start, packed);
        if (!isPacked)
        {
            packed[..BlockSize].CopyTo(block);
        }
        else if (length < 2 || packed[0] > length - 2 || LZ4Codec.Decode(packed[1..(length - packed[0])], block) != BlockSize)
        {
            throw Damaged(number, start, partNumber);
        }
    }

    private IOException Damaged(ulong block, ulong start, int part) =>
        new($"CCI image '{_parts.Path}' is damaged in block {block}, which lies at {start} in part {part + 1}.");

    private static CciPart ReadPart(ImageFile file, ulong firstBlock)
    {
        byte[] header = new byte[HeaderBytes];
        file.ReadPadded(0, header);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(8));
        ulong indexOffset = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16));
        if (CheckHeader(header, size, indexOffset, file.Length) is { } problem)
        {
            throw new ComponentException($"CCI image '{file.Path}' {problem}; the image is damaged or of another kind.");
        }

        uint[] places = new uint[(size / BlockSize) + 1];
        file.ReadExactly(indexOffset, MemoryMarshal.AsBytes(places.AsSpan()));
        var part = new CciPart(firstBlock, places, header[29]);
        return part.FindDisorder(HeaderBytes, file.Length) is not { } bad
            ? part
            : throw new ComponentException($"CCI image '{file.Path}' has block {bad} of this file in a place that goes back or lies beyond the file's end; the image is damaged.");
    }

    private static string? CheckHeader(ReadOnlySpan<byte> header, ulong size, ulong indexOffset, ulong fileBytes)
    {
        const int MaxAlign = 16;
        uint blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(header[24..]);
        return !header.StartsWith("CCIM"u8) ? "does not begin with 'CCIM'"
            : BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != HeaderBytes ? $"has a header of {BinaryPrimitives.ReadUInt32LittleEndian(header[4..])} bytes in place of {HeaderBytes}"
            : header[28] != 1 ? $"is of version {header[28]}, and version 1 is known"
            : blockBytes != BlockSize ? $"has blocks of {blockBytes} bytes in place of {BlockSize}"
            : header[29] > MaxAlign ? $"aligns its blocks by 2 to the power {header[29]}, and at most {MaxAlign} is known"
            : size == 0 || size % BlockSize != 0 ? $"says that it holds {size} bytes, which is no positive multiple of {BlockSize}"
            : size / BlockSize > MaxBlocks ? $"says that it holds {size} bytes, and at most {MaxBlocks} blocks of {BlockSize} are known"
            : indexOffset < HeaderBytes || indexOffset > fileBytes || (size / BlockSize) + 1 > (fileBytes - indexOffset) / 4 ? $"has its index for {size} bytes at {indexOffset}, beyond the end of its file of {fileBytes} bytes"
            : null;
    }

    /// <summary>The index of one file.</summary>
    /// <param name="FirstBlock">Its first block.</param>
    /// <param name="Places">Where its blocks begin, and where the last one ends.</param>
    /// <param name="Align">Places count in units of 2 to this power.</param>
    private sealed record CciPart(ulong FirstBlock, uint[] Places, int Align)
    {
        /// <summary>The block after its last.</summary>
        public ulong EndBlock => FirstBlock + (ulong)Places.Length - 1;

        /// <summary>Where a block lies; a length beyond what any block has is cut.</summary>
        public (ulong Start, int Length, bool IsPacked) Locate(int block) =>
            (Place(block), (int)Math.Min(Place(block + 1) - Place(block), int.MaxValue), (Places[block] & Mark) != 0);

        /// <summary>Gives the first block that does not lie after the one before, within the file.</summary>
        public int? FindDisorder(ulong first, ulong fileBytes)
        {
            for (int i = 0; i < Places.Length; i++)
            {
                if (Place(i) < (i == 0 ? first : Place(i - 1)) || Place(i) > fileBytes)
                {
                    return i;
                }
            }

            return null;
        }

        private ulong Place(int block) => (ulong)(Places[block] & ~Mark) << Align;
    }
}
