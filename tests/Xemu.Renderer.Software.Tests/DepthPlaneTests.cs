using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Z of single pixels in photographs of the console's depth buffer ("W buffering": the wall's second triangle, over which Z depends on the column alone).</summary>
public sealed class DepthPlaneTests
{
    /// <summary>The exact numbers are 16675102.997, 16677048.935, 16678021.904, 16709156.915 and 16755372.947; sums of what has been cut off come out above them in turns.</summary>
    [Theory]
    [InlineData(360, 100, 16675103)]
    [InlineData(364, 300, 16677049)]
    [InlineData(364, 400, 16677048)]
    [InlineData(366, 10, 16678022)]
    [InlineData(366, 40, 16678021)]
    [InlineData(430, 10, 16709157)]
    [InlineData(430, 30, 16709156)]
    [InlineData(430, 50, 16709157)]
    [InlineData(525, 200, 16755373)]
    public void Z_OfTheWall_IsThatOfTheConsole(int column, int row, int expected)
    {
        var plane = new DepthPlane(
            new RasterVertex { X = 637.3125f, Y = -26.8125f, Z = 16809768 },
            new RasterVertex { X = 150, Y = 1728.6875f, Z = 16572698 },
            new RasterVertex { X = 150, Y = -1248.6875f, Z = 16572698 });

        Assert.Equal(expected, At(plane, column, row));
    }

    /// <summary>Z of 0 everywhere has no exponent to cut sums off by: that of the units must not wrap round into their sign, or 0 becomes -0.</summary>
    [Fact]
    public void Z_OfNothing_IsNothing()
    {
        var plane = new DepthPlane(new RasterVertex { X = 0, Y = 0 }, new RasterVertex { X = 32, Y = 0 }, new RasterVertex { X = 32, Y = 32 });

        Assert.Equal(0L, BitConverter.DoubleToInt64Bits(At(plane, 20, 10)));
    }

    private static double At(in DepthPlane plane, int column, int row) =>
        Math.Floor(plane.At(Vector512.Create(column + 0.5), Vector512.Create(row + 0.5)).GetElement(0));
}
