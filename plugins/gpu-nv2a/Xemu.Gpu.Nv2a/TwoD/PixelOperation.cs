using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Texels;

namespace Xemu.Gpu.Nv2a;

/// <summary>What happens where a pixel of the two-dimensional classes meets one that is there.</summary>
/// <remarks>
/// Source: envytools docs/hw/graph/2d (intro, ctxobj, pattern). That an operation on bits works in the surface's format, and what the four betas do exactly: unverified.
/// </remarks>
internal readonly struct PixelOperation
{
    private const uint CopySource = 0xCC;

    private readonly PixelOperationKind _kind;
    private readonly SurfaceFormat _format;
    private readonly uint _factor;
    private readonly Pattern _pattern;
    private readonly uint _key;
    private readonly uint _keyMask;

    /// <param name="kind">Which one.</param>
    /// <param name="format">The format of both pixels.</param>
    /// <param name="factors">What it looks at; as it is now.</param>
    /// <param name="key">The colour that is left out, A8R8G8B8; null for none.</param>
    public PixelOperation(PixelOperationKind kind, SurfaceFormat format, PixelFactors factors, uint? key)
    {
        _format = format;
        _pattern = factors.Pattern;
        _factor = kind switch
        {
            PixelOperationKind.BlendAnd => factors.Weight,
            PixelOperationKind.RasterAnd => factors.Operation,
            PixelOperationKind.CopyPremultiplied or PixelOperationKind.BlendPremultiplied => factors.Weights,
            _ => 0,
        };
        bool isCopy = (kind, _factor) is (PixelOperationKind.BlendAnd, 255) or (PixelOperationKind.RasterAnd, CopySource) or (PixelOperationKind.CopyPremultiplied, uint.MaxValue)
            || (kind == PixelOperationKind.CopyAnd && !HasAlpha(format));
        _kind = isCopy ? PixelOperationKind.Copy : kind;
        if (key is { } color && kind is PixelOperationKind.CopyAnd or PixelOperationKind.RasterAnd or PixelOperationKind.Copy)
        {
            _keyMask = SurfaceFormat2D.FromColor(format, 0x00FF_FFFF);
            _key = SurfaceFormat2D.FromColor(format, color) & _keyMask;
        }
    }

    /// <summary>Whether it is nothing but a copy.</summary>
    public bool IsCopy => _kind == PixelOperationKind.Copy && _keyMask == 0;

    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => SurfaceMemory.BytesPerPixel(_format);

    /// <summary>Puts a pixel onto another.</summary>
    /// <param name="source">The pixel.</param>
    /// <param name="target">What is there.</param>
    /// <param name="x">Where, on the surface.</param>
    /// <param name="y">Where, on the surface.</param>
    /// <returns>What is there then.</returns>
    public uint Combine(uint source, uint target, int x, int y)
    {
        uint result = Compute(source, target, x, y);
        return _keyMask != 0 && (result & _keyMask) == _key ? target : result;
    }

    private uint Compute(uint source, uint target, int x, int y) => _kind switch
    {
        PixelOperationKind.CopyAnd when Alpha(source) == 0 => target,
        PixelOperationKind.RasterAnd => ColorCodec.Fix(_format, Raster(_factor, SurfaceFormat2D.FromColor(_format, _pattern.ColorAt(x, y)), source, target)),
        PixelOperationKind.BlendAnd => ColorCodec.Fix(_format, SurfaceFormat2D.Mix(_format, source, target, _factor * 0x0101_0101, ~(_factor * 0x0101_0101))),
        PixelOperationKind.CopyPremultiplied => ColorCodec.Fix(_format, SurfaceFormat2D.Mix(_format, source, target, _factor, 0)),
        PixelOperationKind.BlendPremultiplied => ColorCodec.Fix(_format, SurfaceFormat2D.Mix(_format, source, target, _factor, (255 - Multiply(Alpha(source), _factor >> 24)) * 0x0101_0101)),
        _ => ColorCodec.Fix(_format, source),
    };

    /// <summary>An operation on three bits, by its truth table.</summary>
    private static uint Raster(uint table, uint pattern, uint source, uint target)
    {
        uint result = 0;
        for (int i = 0; i < 8; i++)
        {
            uint matches = (i & 4) != 0 ? pattern : ~pattern;
            matches &= (i & 2) != 0 ? source : ~source;
            matches &= (i & 1) != 0 ? target : ~target;
            result |= ((table >> i) & 1) != 0 ? matches : 0;
        }

        return result;
    }

    private static bool HasAlpha(SurfaceFormat format) => format is SurfaceFormat.A8R8G8B8 or SurfaceFormat.X1A7R8G8B8Z or SurfaceFormat.X1A7R8G8B8O;

    private static uint Multiply(uint a, uint b) => ((a * b) + 127) / 255;

    /// <summary>The alpha of a pixel, 0 to 255; a format without has 255.</summary>
    private uint Alpha(uint pixel) => ColorCodec.Decode(_format, pixel) >> 24;
}
