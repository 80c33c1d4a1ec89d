using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Renderer.Software;

/// <summary>Decoded textures, found again as long as their bytes are the same. Bounded.</summary>
internal sealed class TextureCache
{
    private const int Capacity = 256;
    private const long CapacityBytes = 256L << 20;

    private readonly Dictionary<TextureState, TextureImage> _images = [];
    private long _bytes;

    /// <summary>Finds or decodes a texture.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="state">What it is; its kind is not none.</param>
    public TextureImage Find(IRamBlock memory, in TextureState state)
    {
        int size = TextureImage.BytesOf(state);
        ulong end = Math.Min(state.Limit + 1, memory.SizeBytes);
        int available = state.Offset >= end ? 0 : (int)Math.Min((ulong)size, end - state.Offset);
        uint[] palette = state.Format == TextureFormat.P8 ? ReadPalette(memory, state) : [];
        using RamLease lease = memory.Lease(available == 0 ? 0 : state.Offset, available, RamAccess.Read);
        TextureState key = KeyOf(state);
        if (_images.TryGetValue(key, out TextureImage? known) && known.IsFrom(lease.Span, palette))
        {
            return known;
        }

        if (_images.Count >= Capacity || _bytes > CapacityBytes)
        {
            _images.Clear();
            _bytes = 0;
        }

        var image = new TextureImage(state, lease.Span.ToArray(), palette);
        _images[key] = image;
        _bytes += available + (image.TexelCount * sizeof(uint));
        return image;
    }

    /// <summary>How a texture is sampled does not change what is decoded.</summary>
    private static TextureState KeyOf(in TextureState state) => new()
    {
        Kind = state.Kind,
        Offset = state.Offset,
        Limit = state.Limit,
        Format = state.Format,
        Layout = state.Layout,
        Width = state.Width,
        Height = state.Height,
        Depth = state.Depth,
        Levels = state.Levels,
        Pitch = state.Pitch,
        HasBorder = state.HasBorder,
        PaletteOffset = state.PaletteOffset,
        PaletteLength = state.PaletteLength,
    };

    private static uint[] ReadPalette(IRamBlock memory, in TextureState state)
    {
        var palette = new uint[state.PaletteLength];
        if (memory.Contains(state.PaletteOffset, (ulong)palette.Length * 4))
        {
            using RamLease lease = memory.Lease(state.PaletteOffset, palette.Length * 4, RamAccess.Read);
            MemoryMarshal.Cast<byte, uint>(lease.Span).CopyTo(palette);
        }

        return palette;
    }
}
