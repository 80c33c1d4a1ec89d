using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Texels;

/// <summary>Colours between the bits of a surface's format and A8R8G8B8.</summary>
internal static class ColorCodec
{
    /// <summary>The bits of a pixel for a colour.</summary>
    /// <param name="format">The format.</param>
    /// <param name="argb">A8R8G8B8.</param>
    public static uint Encode(SurfaceFormat format, uint argb) => format switch
    {
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => Fix(format, Pack555(argb)),
        SurfaceFormat.R5G6B5 => ((argb >> 8) & 0xF800) | ((argb >> 5) & 0x07E0) | ((argb >> 3) & 0x001F),
        SurfaceFormat.X8R8G8B8Z or SurfaceFormat.X8R8G8B8O => Fix(format, argb),
        SurfaceFormat.X1A7R8G8B8Z or SurfaceFormat.X1A7R8G8B8O => Fix(format, (argb & 0x00FF_FFFF) | ((argb >> 1) & 0x7F00_0000)),
        SurfaceFormat.B8 => argb & 0xFF,
        SurfaceFormat.G8B8 => argb & 0xFFFF,
        _ => argb,
    };

    /// <summary>A pixel with what the format says in the bits that hold no colour, also when it comes from a clear value.</summary>
    /// <param name="format">The format.</param>
    /// <param name="bits">The pixel.</param>
    public static uint Fix(SurfaceFormat format, uint bits)
    {
        (uint kept, uint set) = SurfaceMemory.FixedBits(format);
        return (bits & kept) | set;
    }

    /// <summary>The colour of a pixel; what the format lacks is 0, also in the lowest bits, and alpha 1.</summary>
    /// <param name="format">The format.</param>
    /// <param name="bits">The pixel.</param>
    public static uint Decode(SurfaceFormat format, uint bits) => format switch
    {
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O =>
            0xFF00_0000 | ((bits & 0x7C00) << 9) | ((bits & 0x03E0) << 6) | ((bits & 0x001F) << 3),
        SurfaceFormat.R5G6B5 => 0xFF00_0000 | ((bits & 0xF800) << 8) | ((bits & 0x07E0) << 5) | ((bits & 0x001F) << 3),
        SurfaceFormat.X8R8G8B8Z or SurfaceFormat.X8R8G8B8O => bits | 0xFF00_0000,
        SurfaceFormat.X1A7R8G8B8Z or SurfaceFormat.X1A7R8G8B8O =>
            (bits & 0x00FF_FFFF) | (((bits << 1) | ((bits >> 30) & 1) << 24) & 0xFF00_0000),
        SurfaceFormat.B8 => 0xFF00_0000 | (bits & 0xFF),
        SurfaceFormat.G8B8 => 0xFF00_0000 | (bits & 0xFFFF),
        _ => bits,
    };

    /// <summary>
    /// A colour as it goes into blending: without the bits that a format of 16 bits has no room for, but with all of alpha. Derived from pictures of the
    /// console (nxdk_pgraph_tests, "Blend surface").
    /// </summary>
    /// <param name="format">The format.</param>
    /// <param name="argb">A8R8G8B8.</param>
    public static uint Reduce(SurfaceFormat format, uint argb) => format switch
    {
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => argb & 0xFFF8_F8F8,
        SurfaceFormat.R5G6B5 => argb & 0xFFF8_FCF8,
        _ => argb,
    };

    /// <summary>Bits of the format that a mask lets through.</summary>
    public static uint MaskOf(SurfaceFormat format, ColorMask mask)
    {
        uint argb = ((mask & ColorMask.Alpha) != 0 ? 0xFF00_0000 : 0)
            | ((mask & ColorMask.Red) != 0 ? 0x00FF_0000u : 0)
            | ((mask & ColorMask.Green) != 0 ? 0x0000_FF00u : 0)
            | ((mask & ColorMask.Blue) != 0 ? 0x0000_00FFu : 0);
        uint bits = format switch
        {
            SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => Pack555(argb) | ((mask & ColorMask.Alpha) != 0 ? 0x8000u : 0),
            SurfaceFormat.R5G6B5 => Encode(format, argb),
            SurfaceFormat.B8 => argb & 0xFF,
            SurfaceFormat.G8B8 => argb & 0xFFFF,
            _ => argb,
        };
        return bits;
    }

    /// <summary>A colour from 0 to 1 as A8R8G8B8, rounded to the nearest.</summary>
    /// <param name="rgba">Red in x.</param>
    public static uint FromVector(Vector4 rgba)
    {
        Vector4 scaled = (Vector4.Clamp(rgba, Vector4.Zero, Vector4.One) * 255f) + new Vector4(0.5f);
        return ((uint)scaled.W << 24) | ((uint)scaled.X << 16) | ((uint)scaled.Y << 8) | (uint)scaled.Z;
    }

    /// <summary>A8R8G8B8 as numbers from 0 to 1, red in x.</summary>
    public static Vector4 ToVector(uint argb) =>
        new Vector4((argb >> 16) & 0xFF, (argb >> 8) & 0xFF, argb & 0xFF, argb >> 24) * (1f / 255f);

    private static uint Pack555(uint argb) => ((argb >> 9) & 0x7C00) | ((argb >> 6) & 0x03E0) | ((argb >> 3) & 0x001F);
}
