using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>Textures as pictures: texels as renderers decode them, before addressing and filtering.</summary>
internal static class TexturePicture
{
    /// <summary>Decodes a texture as memory has it now.</summary>
    /// <param name="ram">The RAM.</param>
    /// <param name="state">The texture; its kind is not none.</param>
    public static TextureImage Decode(IRamBlock ram, in TextureState state)
    {
        MemoryRange range = TextureMemory.Range(state, ram.SizeBytes);
        ReadOnlySpan<uint> palette = TextureSource.ReadPalette(ram, state, stackalloc uint[TextureSource.MaxPaletteLength]);
        using RamLease lease = ram.Lease(range.Offset, range.Length, RamAccess.Read);
        return new TextureImage(state, lease.Span.ToArray(), palette.ToArray());
    }

    /// <summary>A level of a face. Slices of a volume lie below each other; a border that the texture brings is part of the picture; depth is grey.</summary>
    /// <param name="image">The texture, decoded.</param>
    /// <param name="format">Its format.</param>
    /// <param name="face">0, or 0 to 5 of a cube.</param>
    /// <param name="level">From 0.</param>
    public static Picture Of(TextureImage image, TextureFormat format, int face, int level)
    {
        TextureLevel texels = image.Level(face, level);
        int width = texels.Width + (2 * texels.Border);
        return new Picture(width, texels.Texels.Length / width, format switch
        {
            TextureFormat.Depth16 or TextureFormat.Depth16Float => [.. texels.Texels.Select(static t => Grey(t >> 8))],
            TextureFormat.Depth24 or TextureFormat.Depth24Float => [.. texels.Texels.Select(static t => Grey(t >> 16))],
            _ => texels.Texels,
        });
    }

    private static uint Grey(uint value) => 0xFF00_0000 | (value * 0x01_0101);
}
