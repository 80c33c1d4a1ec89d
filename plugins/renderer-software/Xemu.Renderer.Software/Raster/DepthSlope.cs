using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The slope of W that a polygon offset takes for a whole triangle.</summary>
/// <remarks>
/// W is no plane on the screen, so the chip measures it where it starts: in the tile of 4×4 pixels that holds the triangle's first visible row, at the
/// highest vertex or as near to it as pixels are visible, as the greater difference between neighbours in a quad of 2×2 pixels. Of several quads in that
/// tile the flattest counts, but where the upper edge of the surface cuts the triangle, the first. Derived from pictures of the console (nxdk_pgraph_tests,
/// "W buffering": walls, floors, roofs and triangles that run down); for triangles that run to the right, 10 high
/// and with a W from 325 to 58, the console has 0.917846 of it (to 3e-6, in each column of a tile; 1 - (1 - 58 / 325) / 10 is as much), for an unknown reason.
/// </remarks>
internal static class DepthSlope
{
    private const int TileMask = ~3;
    private const int QuadMask = ~1;

    /// <summary>Measures.</summary>
    /// <typeparam name="TShape">What covers pixels.</typeparam>
    /// <param name="shape">What is covered.</param>
    /// <param name="grid">Where samples lie.</param>
    /// <param name="gate">What else keeps pixels out.</param>
    /// <param name="isPolygon">For the gate.</param>
    /// <param name="box">The pixels that may be covered.</param>
    /// <param name="highest">The highest vertex.</param>
    /// <param name="w">W at pixels.</param>
    public static float OfW<TShape>(in TShape shape, in SampleGrid grid, FragmentGate gate, bool isPolygon, Rectangle box, in RasterVertex highest, in WPlane w)
        where TShape : struct, ICoverage
    {
        if (!FindFirst(shape, grid, gate, isPolygon, box, grid.ColumnOf(highest.X), out int column, out int row))
        {
            return 0;
        }

        if (row == box.Top && highest.Y < row)
        {
            return (float)Difference(w, column & QuadMask, row & QuadMask);
        }

        double least = double.PositiveInfinity;
        for (int quad = 0; quad < 4; quad++)
        {
            int x = (column & TileMask) + (2 * (quad & 1));
            int y = (row & TileMask) + (quad & 2);
            var area = new Rectangle(x, y, x + 2, y + 2);
            if (FindFirst(shape, grid, gate, isPolygon, area.Intersect(box), x, out _, out _))
            {
                least = Math.Min(least, Difference(w, x, y));
            }
        }

        return (float)least;
    }

    private static double Difference(in WPlane w, int x, int y)
    {
        double here = w.At(x, y);
        return Math.Max(Math.Abs(w.At(x + 1, y) - here), Math.Abs(w.At(x, y + 1) - here));
    }

    /// <summary>The first row with a visible pixel, and in it the one nearest to a column.</summary>
    private static bool FindFirst<TShape>(in TShape shape, in SampleGrid grid, FragmentGate gate, bool isPolygon, Rectangle box, int wanted, out int column, out int row)
        where TShape : struct, ICoverage
    {
        column = int.MinValue;
        for (row = box.Top; row < box.Bottom; row++)
        {
            for (int block = box.Left; block < box.Right; block += 8)
            {
                (Vector512<double> placesX, Vector512<double> placesY) = grid.Places(block, row);
                uint covered = shape.Covers(placesX, placesY) & ((1u << Math.Min(box.Right - block, 8)) - 1);
                for (uint left = gate.Pass(block, row, isPolygon, covered); left != 0; left &= left - 1)
                {
                    int x = block + Lanes.First(left);
                    bool isNearer = column == int.MinValue || Math.Abs(x - wanted) < Math.Abs(column - wanted);
                    column = isNearer ? x : column;
                }
            }

            if (column != int.MinValue)
            {
                return true;
            }
        }

        return false;
    }
}
