using System.Buffers.Binary;
using System.IO.Compression;
using K4os.Compression.LZ4;

namespace Xemu.Block.Tests;

/// <summary>Writes compressed images, without the reader's code. Blocks alternate between what can be packed and what cannot.</summary>
internal static class CompressedFiles
{
    /// <summary>Content whose blocks of 2 KiB are noise, text and zeros in turn.</summary>
    public static byte[] Content(int blocks)
    {
        byte[] content = new byte[blocks * 2048];
        var random = new Random(7);
        for (int i = 0; i < blocks; i++)
        {
            Span<byte> block = content.AsSpan(i * 2048, 2048);
            switch (i % 3)
            {
                case 0:
                    random.NextBytes(block);
                    break;
                case 1:
                    for (int at = 0; at < block.Length; at++)
                    {
                        block[at] = (byte)("Xemu.Platform"[at % 13] + (i % 7) + (at / 512));
                    }

                    break;
                default:
                    block.Clear();
                    break;
            }
        }

        return content;
    }

    /// <summary>CSO version 1: deflate, unpacked blocks are marked.</summary>
    public static byte[] Cso1(byte[] content, int blockBytes = 2048, int align = 0) => Cso(1, content, blockBytes, align, static block =>
    {
        byte[] packed = Deflate(block);
        return packed.Length < block.Length ? (packed, false) : (block, true);
    });

    /// <summary>CSO version 2 as the tools for Xbox write it: blocks of LZ4 frames, and they are marked.</summary>
    public static byte[] CsoXbox(byte[] content, int align = 2) => Cso(2, content, 2048, align, static block =>
    {
        byte[] packed = Lz4(block);
        return packed.Length + 12 < block.Length ? ([.. Number(packed.Length), .. packed], true) : (block, false);
    });

    /// <summary>CSO version 2 as maxcso writes it: bare LZ4 blocks are marked, deflate ones not, and those of full size are plain.</summary>
    public static byte[] Cso2(byte[] content, int align = 0)
    {
        int number = 0;
        return Cso(2, content, 2048, align, block =>
        {
            byte[] packed = ++number % 2 == 0 ? Lz4(block) : Deflate(block);
            return packed.Length < block.Length ? (packed, number % 2 == 0) : (block, false);
        });
    }

    /// <summary>The Xbox form in two files: places begin at 0 again in the second.</summary>
    public static (byte[] First, byte[] Second) CsoXboxParts(byte[] content, int firstBlocks)
    {
        byte[] whole = CsoXbox(content);
        int blocks = content.Length / 2048;
        uint[] index = new uint[blocks + 1];
        Buffer.BlockCopy(whole, 24, index, 0, index.Length * 4);
        int split = (int)((index[firstBlocks] & 0x7FFF_FFFF) << 2);
        for (int i = firstBlocks; i < index.Length; i++)
        {
            index[i] -= (uint)split >> 2;
        }

        Buffer.BlockCopy(index, 0, whole, 24, index.Length * 4);
        return (whole[..split], whole[split..]);
    }

    /// <summary>CCI: a file of its own with header and index.</summary>
    public static byte[] Cci(byte[] content)
    {
        var file = new List<byte>(new byte[32]);
        var index = new List<uint>();
        foreach (byte[] block in content.Chunk(2048))
        {
            byte[] packed = Lz4(block);
            int padding = (4 - ((packed.Length + 1) % 4)) % 4;
            bool isPacked = packed.Length + 1 + padding < 2044;
            index.Add((uint)(file.Count >> 2) | (isPacked ? 0x8000_0000 : 0));
            file.AddRange(isPacked ? [(byte)padding, .. packed, .. new byte[padding]] : block);
        }

        index.Add((uint)(file.Count >> 2));
        byte[] header = [.. "CCIM"u8, .. Number(32), .. Long(content.Length), .. Long(file.Count), .. Number(2048), 1, 2, 0, 0];
        byte[] result = [.. file, .. index.SelectMany(static i => Number((int)i))];
        header.CopyTo(result, 0);
        return result;
    }

    public static byte[] Deflate(byte[] block)
    {
        using var packed = new MemoryStream();
        using (var stream = new DeflateStream(packed, CompressionLevel.SmallestSize))
        {
            stream.Write(block);
        }

        return packed.ToArray();
    }

    private static byte[] Cso(byte version, byte[] content, int blockBytes, int align, Func<byte[], (byte[] Packed, bool IsMarked)> pack)
    {
        List<byte[]> blocks = [.. content.Chunk(blockBytes)];
        byte[] header = [.. "CISO"u8, .. Number(24), .. Long(content.Length), .. Number(blockBytes), version, (byte)align, 0, 0];
        var file = new List<byte>([.. header, .. new byte[(blocks.Count + 1) * 4]]);
        var index = new List<uint>();
        foreach (byte[] block in blocks)
        {
            file.AddRange(new byte[-file.Count & ((1 << align) - 1)]);
            (byte[] packed, bool isMarked) = pack(block);
            index.Add((uint)(file.Count >> align) | (isMarked ? 0x8000_0000 : 0));
            file.AddRange(packed);
        }

        file.AddRange(new byte[-file.Count & ((1 << align) - 1)]);
        index.Add((uint)(file.Count >> align));
        byte[] result = [.. file];
        Buffer.BlockCopy(index.ToArray(), 0, result, 24, index.Count * 4);
        return result;
    }

    private static byte[] Lz4(byte[] block)
    {
        byte[] packed = new byte[LZ4Codec.MaximumOutputSize(block.Length)];
        return packed[..LZ4Codec.Encode(block, packed, LZ4Level.L09_HC)];
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Long(long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
