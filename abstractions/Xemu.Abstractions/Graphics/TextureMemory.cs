namespace Xemu.Abstractions.Graphics;

/// <summary>How a texture lies in memory: what a renderer leases or claims.</summary>
public static class TextureMemory
{
    /// <summary>The faces of a cube begin at multiples of this many bytes.</summary>
    public const int FaceAlignment = 128;

    /// <summary>Most bytes of a face that are looked at, more than any RAM.</summary>
    private const long MaxFaceBytes = 1 << 27;

    /// <summary>Bits of a texel.</summary>
    /// <param name="format">The format; compressed ones as if their blocks were texels.</param>
    public static int BitsPerTexel(TextureFormat format) => format switch
    {
        TextureFormat.Dxt1 => 4,
        TextureFormat.Y8 or TextureFormat.AY8 or TextureFormat.A8 or TextureFormat.P8 or TextureFormat.Dxt3 or TextureFormat.Dxt5 => 8,
        TextureFormat.A8R8G8B8 or TextureFormat.X8R8G8B8 or TextureFormat.A8B8G8R8 or TextureFormat.B8G8R8A8 or TextureFormat.R8G8B8A8
            or TextureFormat.Depth24 or TextureFormat.Depth24Float or TextureFormat.R16B16 => 32,
        _ => 16,
    };

    /// <summary>Whether texels come in blocks of 4×4.</summary>
    /// <param name="format">The format.</param>
    public static bool IsCompressed(TextureFormat format) => format is TextureFormat.Dxt1 or TextureFormat.Dxt3 or TextureFormat.Dxt5;

    /// <summary>Texels of a level as they are stored: with a border of its own a swizzled level takes twice its size, at least 16.</summary>
    /// <param name="texture">The texture.</param>
    /// <param name="level">From 0.</param>
    public static (int Width, int Height, int Depth) StoredSize(in TextureState texture, int level)
    {
        int width = Math.Max(texture.Width >> level, 1);
        int height = Math.Max(texture.Height >> level, 1);
        int depth = Math.Max(texture.Depth >> level, 1);

        // Derived from pictures of the console (nxdk_pgraph_tests, "Texture border"). Non-square levels: unverified.
        return texture.HasBorder && texture.Layout == SurfaceLayout.Swizzled
            ? (Bordered(width), Bordered(height), texture.Kind == TextureKind.ThreeDimensional ? Bordered(depth) : 1)
            : (width, height, depth);
    }

    /// <summary>Bytes of a level; the next one begins behind it.</summary>
    /// <param name="texture">The texture.</param>
    /// <param name="level">From 0.</param>
    public static long LevelBytes(in TextureState texture, int level)
    {
        (int width, int height, int depth) = StoredSize(texture, level);
        if (IsCompressed(texture.Format))
        {
            return (long)((width + 3) / 4) * ((height + 3) / 4) * depth * (BitsPerTexel(texture.Format) * 2);
        }

        return texture.Layout == SurfaceLayout.Pitch
            ? (long)texture.Pitch * height
            : (long)width * height * depth * BitsPerTexel(texture.Format) / 8;
    }

    /// <summary>Bytes of a face, or of a texture that has no faces; the next face begins behind it.</summary>
    /// <param name="texture">The texture.</param>
    public static int FaceBytes(in TextureState texture)
    {
        long bytes = 0;
        for (int level = 0; level < texture.Levels; level++)
        {
            bytes += LevelBytes(texture, level);
        }

        if (texture.Kind == TextureKind.Cube)
        {
            bytes = (bytes + FaceAlignment - 1) & -FaceAlignment;
        }

        return (int)Math.Min(bytes, MaxFaceBytes);
    }

    /// <summary>The bytes of a whole texture, as far as they may be read.</summary>
    /// <param name="texture">The texture.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    public static MemoryRange Range(in TextureState texture, ulong memoryBytes) => texture.Kind == TextureKind.None
        ? default
        : MemoryRange.Within(texture.Offset, (ulong)FaceBytes(texture) * (texture.Kind == TextureKind.Cube ? 6u : 1u), texture.Limit, memoryBytes);

    /// <summary>The bytes of its palette; empty when there is none or it reaches out of memory.</summary>
    /// <param name="texture">The texture.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    public static MemoryRange PaletteRange(in TextureState texture, ulong memoryBytes)
    {
        ulong bytes = (ulong)texture.PaletteLength * 4;
        return texture.Format == TextureFormat.P8 && texture.Kind != TextureKind.None && texture.PaletteOffset < memoryBytes && bytes <= memoryBytes - texture.PaletteOffset
            ? new MemoryRange(texture.PaletteOffset, (int)bytes)
            : default;
    }

    private static int Bordered(int size) => Math.Max(size * 2, 16);
}
