using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>What <see cref="ColorCodec"/> does, for a block.</summary>
internal static class BlockColorCodec
{
    /// <summary>The bits of pixels for colours of A8R8G8B8.</summary>
    public static Vector512<int> Encode(SurfaceFormat format, Vector512<int> argb) => format switch
    {
        SurfaceFormat.A8R8G8B8 => argb,
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => Fix(
            format,
            (Vector512.ShiftRightLogical(argb, 9) & Vector512.Create(0x7C00)) | (Vector512.ShiftRightLogical(argb, 6) & Vector512.Create(0x03E0))
                | (Vector512.ShiftRightLogical(argb, 3) & Vector512.Create(0x001F))),
        SurfaceFormat.R5G6B5 =>
            (Vector512.ShiftRightLogical(argb, 8) & Vector512.Create(0xF800)) | (Vector512.ShiftRightLogical(argb, 5) & Vector512.Create(0x07E0))
                | (Vector512.ShiftRightLogical(argb, 3) & Vector512.Create(0x001F)),
        SurfaceFormat.X8R8G8B8Z or SurfaceFormat.X8R8G8B8O => Fix(format, argb),
        SurfaceFormat.X1A7R8G8B8Z or SurfaceFormat.X1A7R8G8B8O => Fix(
            format, (argb & Vector512.Create(0x00FF_FFFF)) | (Vector512.ShiftRightLogical(argb, 1) & Vector512.Create(0x7F00_0000))),
        SurfaceFormat.B8 => argb & Vector512.Create(0xFF),
        SurfaceFormat.G8B8 => argb & Vector512.Create(0xFFFF),
        _ => argb,
    };

    /// <summary>The colours of pixels; what the format lacks is 0, also in the lowest bits, and alpha 1.</summary>
    public static Vector512<int> Decode(SurfaceFormat format, Vector512<int> bits)
    {
        Vector512<int> opaque = Vector512.Create(unchecked((int)0xFF00_0000));
        return format switch
        {
            SurfaceFormat.A8R8G8B8 => bits,
            SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O =>
                opaque | Vector512.ShiftLeft(bits & Vector512.Create(0x7C00), 9) | Vector512.ShiftLeft(bits & Vector512.Create(0x03E0), 6)
                    | Vector512.ShiftLeft(bits & Vector512.Create(0x001F), 3),
            SurfaceFormat.R5G6B5 =>
                opaque | Vector512.ShiftLeft(bits & Vector512.Create(0xF800), 8) | Vector512.ShiftLeft(bits & Vector512.Create(0x07E0), 5)
                    | Vector512.ShiftLeft(bits & Vector512.Create(0x001F), 3),
            SurfaceFormat.X8R8G8B8Z or SurfaceFormat.X8R8G8B8O => bits | opaque,
            SurfaceFormat.X1A7R8G8B8Z or SurfaceFormat.X1A7R8G8B8O =>
                (bits & Vector512.Create(0x00FF_FFFF))
                    | ((Vector512.ShiftLeft(bits, 1) | Vector512.ShiftLeft(Vector512.ShiftRightLogical(bits, 30) & Vector512<int>.One, 24)) & opaque),
            SurfaceFormat.B8 => opaque | (bits & Vector512.Create(0xFF)),
            SurfaceFormat.G8B8 => opaque | (bits & Vector512.Create(0xFFFF)),
            _ => bits,
        };
    }

    /// <summary>Colours as they go into blending.</summary>
    public static Vector512<int> Reduce(SurfaceFormat format, Vector512<int> argb) => format switch
    {
        SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => argb & Vector512.Create(unchecked((int)0xFFF8_F8F8)),
        SurfaceFormat.R5G6B5 => argb & Vector512.Create(unchecked((int)0xFFF8_FCF8)),
        _ => argb,
    };

    private static Vector512<int> Fix(SurfaceFormat format, Vector512<int> bits)
    {
        (uint kept, uint set) = SurfaceMemory.FixedBits(format);
        return (bits & Vector512.Create((int)kept)) | Vector512.Create((int)set);
    }
}
