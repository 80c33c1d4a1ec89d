using System.Buffers.Binary;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>A texture, decoded from its bytes.</summary>
internal sealed class TextureImage
{
    /// <summary>Texels on each side of a texture with a border.</summary>
    public const int BorderSize = 4;

    /// <summary>Most texels of a texture, all levels and faces of it: as many as a largest one with its levels has.</summary>
    private const long MaxTexels = 23 << 20;

    /// <summary>Texels that are decoded even when memory has fewer.</summary>
    private const long FreeTexels = 1 << 16;

    private readonly byte[] _bytes;
    private readonly uint[] _palette;
    private readonly TextureLevel[][] _faces;

    /// <summary>Decodes a texture.</summary>
    /// <param name="state">What it is.</param>
    /// <param name="bytes">Its memory; kept.</param>
    /// <param name="palette">Its palette; kept.</param>
    public TextureImage(in TextureState state, byte[] bytes, uint[] palette)
    {
        _bytes = bytes;
        _palette = palette;
        _faces = new TextureLevel[FacesOf(state)][];
        int face = TextureMemory.FaceBytes(state);
        long left = TexelsIn(state, bytes.Length);
        for (int i = 0; i < _faces.Length; i++)
        {
            _faces[i] = DecodeFace(state, Tail(bytes, (long)i * face), palette, ref left);
        }
    }

    /// <summary>A level that is too large, of which memory has too little: a texel of 0.</summary>
    public static TextureLevel Nothing { get; } = new(1, 1, 1, 0, 0, [0]);

    /// <summary>Bytes that are kept, about.</summary>
    public long SizeBytes => SizeOf(_bytes.Length, _palette.Length, _faces.Sum(static face => face.Sum(static level => (long)level.Texels.Length)));

    /// <summary>A level.</summary>
    /// <param name="face">0, or 0 to 5 of a cube.</param>
    /// <param name="level">From 0; at most the last.</param>
    public TextureLevel Level(int face, int level) => _faces[face][Math.Min(level, _faces[face].Length - 1)];

    /// <summary>Whether it was decoded from these bytes.</summary>
    public bool IsFrom(ReadOnlySpan<byte> bytes, ReadOnlySpan<uint> palette) => bytes.SequenceEqual(_bytes) && palette.SequenceEqual(_palette);

    /// <summary>Whether nothing of a texture is decoded: each level is a texel of 0.</summary>
    public static bool IsTooLarge(in TextureState state) => TexelsOf(state, 0) > MaxTexels;

    /// <summary>How many bytes a texture will keep at most, before it is decoded.</summary>
    /// <param name="state">What it is.</param>
    /// <param name="byteCount">How much of it memory has.</param>
    /// <param name="paletteLength">Entries of its palette.</param>
    public static long MostBytes(in TextureState state, int byteCount, int paletteLength)
    {
        long texels = 0;
        for (int level = 0; level < state.Levels; level++)
        {
            texels += FacesOf(state) * TexelsOf(state, level);
        }

        return SizeOf(byteCount, paletteLength, Math.Min(texels, TexelsIn(state, byteCount)));
    }

    /// <summary>Texels of a level as it is stored.</summary>
    private static long TexelsOf(in TextureState state, int level)
    {
        (int width, int height, int depth) = TextureMemory.StoredSize(state, level);
        return (long)width * height * depth;
    }

    /// <summary>How many texels are decoded at most of a texture: those that memory has, so that none costs more than what a guest has.</summary>
    private static long TexelsIn(in TextureState state, int byteCount) =>
        Math.Min(Math.Max(byteCount * 8L / TextureMemory.BitsPerTexel(state.Format), FreeTexels), MaxTexels);

    private static long SizeOf(int byteCount, int paletteLength, long texels) => byteCount + (sizeof(uint) * (paletteLength + texels));

    private static int FacesOf(in TextureState state) => state.Kind == TextureKind.Cube ? 6 : 1;

    private static TextureLevel[] DecodeFace(in TextureState state, ReadOnlySpan<byte> bytes, ReadOnlySpan<uint> palette, ref long left)
    {
        var levels = new TextureLevel[state.Levels];
        long offset = 0;
        for (int level = 0; level < levels.Length; level++)
        {
            long texels = TexelsOf(state, level);
            bool isDecoded = texels <= left;
            levels[level] = isDecoded ? DecodeLevel(state, level, Tail(bytes, offset), palette) : Nothing;
            left -= isDecoded ? texels : 0;
            offset += TextureMemory.LevelBytes(state, level);
        }

        return levels;
    }

    private static TextureLevel DecodeLevel(in TextureState state, int level, ReadOnlySpan<byte> bytes, ReadOnlySpan<uint> palette)
    {
        (int width, int height, int depth) = TextureMemory.StoredSize(state, level);
        var texels = new uint[width * height * depth];
        if (TextureMemory.IsCompressed(state.Format))
        {
            DecodeBlocks(state.Format, bytes, width, height, depth, texels);
        }
        else
        {
            DecodeTexels(state, bytes, width, height, depth, texels, palette);
        }

        if (!state.HasBorder || state.Layout == SurfaceLayout.Pitch)
        {
            return new TextureLevel(width, height, depth, 0, 0, texels);
        }

        return Crop(state, level, texels, width, height, depth);
    }

    /// <summary>Takes the texels and their border out of what is stored.</summary>
    private static TextureLevel Crop(in TextureState state, int level, uint[] texels, int width, int height, int depth)
    {
        int innerWidth = Math.Max(state.Width >> level, 1);
        int innerHeight = Math.Max(state.Height >> level, 1);
        int innerDepth = depth > 1 ? Math.Max(state.Depth >> level, 1) : 1;
        int rowLength = innerWidth + (2 * BorderSize);
        int rows = innerHeight + (2 * BorderSize);
        int slices = depth > 1 ? innerDepth + (2 * BorderSize) : 1;
        var cropped = new uint[rowLength * rows * slices];
        for (int z = 0; z < slices; z++)
        {
            for (int y = 0; y < rows; y++)
            {
                texels.AsSpan(((z * height) + y) * width, rowLength).CopyTo(cropped.AsSpan(((z * rows) + y) * rowLength));
            }
        }

        return new TextureLevel(innerWidth, innerHeight, innerDepth, BorderSize, slices > 1 ? BorderSize : 0, cropped);
    }

    private static void DecodeBlocks(TextureFormat format, ReadOnlySpan<byte> bytes, int width, int height, int depth, Span<uint> texels)
    {
        int size = TextureMemory.BitsPerTexel(format) * 2;
        Span<uint> block = stackalloc uint[16];
        Span<byte> padded = stackalloc byte[16];
        for (int z = 0; z < depth; z++)
        {
            for (int y = 0; y < height; y += 4)
            {
                for (int x = 0; x < width; x += 4)
                {
                    ReadOnlySpan<byte> source = Tail(bytes, (long)size * BlockOf(x, y, z, width, height, depth));
                    padded.Clear();
                    source[..Math.Min(source.Length, size)].CopyTo(padded);
                    S3tc.Decode(format, padded, block);
                    for (int i = 0; i < 16; i++)
                    {
                        if (x + (i & 3) < width && y + (i >> 2) < height)
                        {
                            texels[(((z * height) + y + (i >> 2)) * width) + x + (i & 3)] = block[i];
                        }
                    }
                }
            }
        }
    }

    /// <summary>The number of a block: four slices lie together, block by block. Source: the OpenGL extension NV_texture_compression_vtc.</summary>
    private static int BlockOf(int x, int y, int z, int width, int height, int depth)
    {
        int columns = (width + 3) / 4;
        int first = z & ~3;
        int slices = Math.Min(depth - first, 4);
        return (first * columns * ((height + 3) / 4)) + ((((y / 4 * columns) + (x / 4)) * slices) + (z & 3));
    }

    private static void DecodeTexels(in TextureState state, ReadOnlySpan<byte> bytes, int width, int height, int depth, Span<uint> texels, ReadOnlySpan<uint> palette)
    {
        int size = TextureMemory.BitsPerTexel(state.Format) / 8;
        bool isSwizzled = state.Layout == SurfaceLayout.Swizzled;
        bool isPair = state.Format is TextureFormat.Yuy2 or TextureFormat.Uyvy;
        var swizzle = new Swizzle(Log2(width), Log2(height), Log2(depth));
        int target = 0;
        for (int z = 0; z < depth; z++)
        {
            for (int y = 0; y < height; y++)
            {
                for (int x = 0; x < width; x++)
                {
                    long offset = isSwizzled
                        ? (long)swizzle.IndexOf((uint)x, (uint)y, (uint)z) * size
                        : (y * (long)state.Pitch) + ((long)x * size);
                    texels[target++] = isPair
                        ? TexelFormat.DecodePair(state.Format, Read(bytes, offset & ~3L, 4), (x & 1) != 0)
                        : TexelFormat.Decode(state.Format, Read(bytes, offset, size), palette);
                }
            }
        }
    }

    private static int Log2(int value) => System.Numerics.BitOperations.Log2((uint)value);

    private static uint Read(ReadOnlySpan<byte> bytes, long offset, int size)
    {
        if (offset + size > bytes.Length)
        {
            return 0;
        }

        ReadOnlySpan<byte> source = bytes[(int)offset..];
        return size switch
        {
            1 => source[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(source),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(source),
        };
    }

    private static ReadOnlySpan<byte> Tail(ReadOnlySpan<byte> bytes, long offset) => bytes[(int)Math.Min(offset, bytes.Length)..];
}
