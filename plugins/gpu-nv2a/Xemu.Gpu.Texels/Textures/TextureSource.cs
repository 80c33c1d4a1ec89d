using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Texels;

/// <summary>What a texture is decoded from.</summary>
internal static class TextureSource
{
    /// <summary>Most entries of a palette.</summary>
    public const int MaxPaletteLength = 256;

    /// <summary>What decides how a texture is decoded; how it is sampled does not.</summary>
    public static TextureState KeyOf(in TextureState state) => new()
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

    /// <summary>The palette; of zeros where it reaches out of memory, and empty where the format has none.</summary>
    /// <param name="memory">The RAM.</param>
    /// <param name="state">The texture.</param>
    /// <param name="scratch">Where it goes: <see cref="MaxPaletteLength"/> words.</param>
    /// <returns>The part that holds it.</returns>
    public static ReadOnlySpan<uint> ReadPalette(IRamBlock memory, in TextureState state, Span<uint> scratch)
    {
        if (state.Format != TextureFormat.P8)
        {
            return [];
        }

        Span<uint> palette = scratch[..state.PaletteLength];
        palette.Clear();
        MemoryRange range = TextureMemory.PaletteRange(state, memory.SizeBytes);
        if (!range.IsEmpty)
        {
            using RamLease lease = memory.Lease(range.Offset, range.Length, RamAccess.Read);
            MemoryMarshal.Cast<byte, uint>(lease.Span).CopyTo(palette);
        }

        return palette;
    }
}
