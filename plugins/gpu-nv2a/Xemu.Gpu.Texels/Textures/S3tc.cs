using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>Decodes compressed blocks. Source: the OpenGL extension EXT_texture_compression_s3tc.</summary>
internal static class S3tc
{
    /// <summary>Decodes a block.</summary>
    /// <param name="format">One of the three.</param>
    /// <param name="block">8 or 16 bytes.</param>
    /// <param name="texels">Receives 16 texels, rows of four, A8R8G8B8.</param>
    public static void Decode(TextureFormat format, ReadOnlySpan<byte> block, Span<uint> texels)
    {
        bool isDxt1 = format == TextureFormat.Dxt1;
        ReadOnlySpan<byte> colors = isDxt1 ? block : block[8..];
        DecodeColors(colors, texels, isDxt1);
        if (format == TextureFormat.Dxt3)
        {
            ulong alpha = BinaryPrimitives.ReadUInt64LittleEndian(block);
            for (int i = 0; i < 16; i++)
            {
                texels[i] = (texels[i] & 0x00FF_FFFF) | ((uint)((alpha >> (4 * i)) & 15) * 0x1100_0000);
            }
        }
        else if (format == TextureFormat.Dxt5)
        {
            DecodeAlpha(block, texels);
        }
    }

    private static void DecodeColors(ReadOnlySpan<byte> block, Span<uint> texels, bool isDxt1)
    {
        uint first = BinaryPrimitives.ReadUInt16LittleEndian(block);
        uint second = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        uint indices = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        uint a = TexelFormat.Decode(TextureFormat.R5G6B5, first, []);
        uint b = TexelFormat.Decode(TextureFormat.R5G6B5, second, []);
        bool isFour = !isDxt1 || first > second;
        Span<uint> palette = [a, b, isFour ? Mix(a, b, 2, 1, 3) : Mix(a, b, 1, 1, 2), isFour ? Mix(a, b, 1, 2, 3) : 0];
        for (int i = 0; i < 16; i++)
        {
            uint color = palette[(int)(indices >> (2 * i)) & 3];
            texels[i] = isDxt1 ? Dxt1Dither.Apply(color, i) : color;
        }
    }

    private static void DecodeAlpha(ReadOnlySpan<byte> block, Span<uint> texels)
    {
        uint first = block[0];
        uint second = block[1];
        ulong indices = BinaryPrimitives.ReadUInt64LittleEndian(block) >> 16;
        Span<uint> palette = stackalloc uint[8];
        palette[0] = first;
        palette[1] = second;
        uint steps = first > second ? 7u : 5u;
        for (uint i = 1; i < steps; i++)
        {
            palette[(int)i + 1] = (((steps - i) * first) + (i * second) + (steps / 2)) / steps;
        }

        if (steps == 5)
        {
            palette[6] = 0;
            palette[7] = 255;
        }

        for (int i = 0; i < 16; i++)
        {
            texels[i] = (texels[i] & 0x00FF_FFFF) | (palette[(int)(indices >> (3 * i)) & 7] << 24);
        }
    }

    /// <summary>Rounded to the nearest, as pictures of the console show (nxdk_pgraph_tests, "Texture DXT").</summary>
    private static uint Mix(uint a, uint b, uint weightA, uint weightB, uint sum)
    {
        uint mixed = 0xFF00_0000;
        for (int shift = 0; shift < 24; shift += 8)
        {
            mixed |= ((((a >> shift) & 0xFF) * weightA) + (((b >> shift) & 0xFF) * weightB) + (sum / 2)) / sum << shift;
        }

        return mixed;
    }
}
