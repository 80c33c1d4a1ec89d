using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Dithering of surfaces of 16 bits.</summary>
/// <remarks>
/// What is cut off of a component is rounded up in as large a share of a square of 4 by 4 pixels, in the order of the usual matrix (Bayer's); other formats
/// are left alone. Unverified: no public test program turns it on, so that no picture of the console shows the chip's matrix.
/// </remarks>
internal static class BlockDither
{
    private static readonly Vector512<int>[] Rows =
    [
        Vector512.Create(Vector256.Create(0, 8, 2, 10, 0, 8, 2, 10), Vector256.Create(0, 8, 2, 10, 0, 8, 2, 10)),
        Vector512.Create(Vector256.Create(12, 4, 14, 6, 12, 4, 14, 6), Vector256.Create(12, 4, 14, 6, 12, 4, 14, 6)),
        Vector512.Create(Vector256.Create(3, 11, 1, 9, 3, 11, 1, 9), Vector256.Create(3, 11, 1, 9, 3, 11, 1, 9)),
        Vector512.Create(Vector256.Create(15, 7, 13, 5, 15, 7, 13, 5), Vector256.Create(15, 7, 13, 5, 15, 7, 13, 5)),
    ];

    /// <summary>Raises components of A8R8G8B8 by what will be cut off again.</summary>
    /// <param name="format">The surface's.</param>
    /// <param name="argb">The colours.</param>
    /// <param name="x">Column of the leftmost.</param>
    /// <param name="y">Row.</param>
    public static Vector512<int> Apply(SurfaceFormat format, Vector512<int> argb, int x, int y)
    {
        int green = format switch
        {
            SurfaceFormat.R5G6B5 => 2,
            SurfaceFormat.X1R5G5B5Z or SurfaceFormat.X1R5G5B5O => 1,
            _ => 0,
        };
        if (green == 0)
        {
            return argb;
        }

        Vector512<int> row = Vector512.Shuffle(Rows[y & 3], Vector512<int>.Indices + Vector512.Create(x & 3) & Vector512.Create(15));
        Vector512<int> red = Raise(argb, 16, Vector512.ShiftRightLogical(row, 1));
        return (argb & Vector512.Create(unchecked((int)0xFF00_0000))) | red | Raise(argb, 8, Vector512.ShiftRightLogical(row, green)) | Raise(argb, 0, Vector512.ShiftRightLogical(row, 1));
    }

    private static Vector512<int> Raise(Vector512<int> argb, int shift, Vector512<int> by)
    {
        Vector512<int> most = Vector512.Create(0xFF);
        return Vector512.ShiftLeft(Vector512.Min((Vector512.ShiftRightLogical(argb, shift) & most) + by, most), shift);
    }
}
