using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Draws that a broken program makes, and large ones.</summary>
public sealed class HostileDrawTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);

    [Theory]
    [InlineData(-3e9f, 10, 500, 20, 500, 400)]
    [InlineData(3e9f, 10, -500, 20, -500, 400)]
    [InlineData(float.MinValue, -1e9f, 1e9f, 20, 500, 1e9f)]
    public void SlopeOfW_HighestVertexFarAway_IsMeasuredAllTheSame(float x0, float y0, float x1, float y1, float x2, float y2)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsDepthW = true, OffsetsFills = true };
        bench.Call.Constants.DepthOffsetFactor = 1;

        bench.Draw(Red, new(x0, y0, 0, 1), new(x1, y1, 0, 1), new(x2, y2, 0, 1));

        Assert.Equal(0xFFFF_0000u, bench.Pixel(32, 24));
    }

    [Theory]
    [InlineData("beside the picture", Primitive.Triangles, 700, 10, 720, 20, 300, 15, -1)]
    [InlineData("a thin strip across it", Primitive.Triangles, 0, 0, 1, 0, -640, -480, -1)]
    [InlineData("a thin strip, all of it before the eye", Primitive.Triangles, 0, 0, 1, 0, 640, 480, 1)]
    [InlineData("two lines across it", Primitive.Lines, 0, 0, 640, 480, 0, 0, 1)]
    public void ManyLongPrimitives_OfADraw_LeaveWhatComesBehind(string what, Primitive primitive, float x0, float y0, float x1, float y1, float x2, float y2, float w2)
    {
        Assert.NotEmpty(what);
        using var bench = new DrawBench();
        bench.Call.Primitive = primitive;
        bench.Call.Constants.LineWidth = 1;
        bench.Call.Target = bench.Call.Target with { Clip = new Rectangle(0, 0, 640, 480) };

        // Their boxes together are more than a draw may look at: 2^27 pixels.
        IEnumerable<Vector4> many = Enumerable.Repeat<Vector4[]>([new(x0, y0, 0, 1), new(x1, y1, 0, 1), new(x2, y2, 0, w2)], 1000).SelectMany(static corners => corners);
        bench.Draw(Red, [.. many, new(40, 8, 0, 1), new(60, 8, 0, 1), new(60, 7, 0, 1), new(40, 7, 0, 1), new(60, 8, 0, 1), new(40, 8, 0, 1)]);

        Assert.Equal(0xFFFF_0000u, bench.Pixel(50, 7));
        Assert.Equal(0, bench.Counter("dropped"));
    }

    [Fact]
    public void PrimitivesBeyondWhatADrawMayLookAt_AreCounted()
    {
        using var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { Clip = new Rectangle(0, 0, 4096, 4096) };
        bench.Call.State = bench.Call.State with { IsStippled = true };

        // Halves of a picture of 2^24 pixels, and a block of 16 for each row: fifteen are below 2^27.
        bench.Draw(Red, [.. Enumerable.Repeat<Vector4[]>([new(0, 0, 0, 1), new(4096, 0, 0, 1), new(0, 4096, 0, 1)], 20).SelectMany(static corners => corners)]);

        Assert.Equal(5, bench.Counter("dropped"));
    }

    [Theory]
    [InlineData(20, 20, 40, 20, 30, 10)]
    [InlineData(20.5f, 20, 21, 30, 33, 21)]
    [InlineData(-30, 20, 21, 300, 33, 21)]
    [InlineData(10, 10, 10, 40, 10.5f, 12)]
    [InlineData(5000, 10, 10, 40, 30, 4000)]
    [InlineData(1, 1e7f, 63, 40, -50, 2)]
    [InlineData(-1e9f, 1e9f, 63, 40, 1e9f, 20)]
    public void TriangleAcrossTheEye_OfAnyCorners_CoversWhereWIsAboveZero(float x0, float y0, float x1, float y1, float x2, float y2)
    {
        for (int signs = 1; signs < 7; signs++)
        {
            using var bench = new DrawBench();
            var a = new Vector3(x0, y0, (signs & 1) != 0 ? -1 : 1);
            var b = new Vector3(x1, y1, (signs & 2) != 0 ? -2 : 2);
            var c = new Vector3(x2, y2, (signs & 4) != 0 ? -3 : 3);
            bench.Draw(Red, new(a.X, a.Y, 0, a.Z), new(b.X, b.Y, 0, b.Z), new(c.X, c.Y, 0, c.Z));

            for (int i = 0; i < DrawBench.Width * DrawBench.Height; i++)
            {
                (int x, int y) = (i % DrawBench.Width, i / DrawBench.Width);
                (double least, double most) = Weights(a, b, c, x + 0.5, y + 0.5);
                bool isDrawn = bench.Pixel(x, y) != 0;
                Assert.True(least > 1e-3 ? isDrawn : least >= -1e-3 || !isDrawn, $"{x},{y} signs {signs}: {least} to {most}");
            }
        }
    }

    /// <summary>The least and the greatest of what a place's weights, each divided by its W, are of the greatest one: all above 0 inside.</summary>
    private static (double Least, double Most) Weights(Vector3 a, Vector3 b, Vector3 c, double x, double y)
    {
        static double Cross(double ax, double ay, double bx, double by) => (ax * by) - (ay * bx);
        double area = Cross(b.X - a.X, b.Y - a.Y, c.X - a.X, c.Y - a.Y);
        double[] weights =
        [
            Cross(b.X - x, b.Y - y, c.X - x, c.Y - y) / area / a.Z,
            Cross(c.X - x, c.Y - y, a.X - x, a.Y - y) / area / b.Z,
            Cross(a.X - x, a.Y - y, b.X - x, b.Y - y) / area / c.Z,
        ];
        double greatest = weights.Max(Math.Abs);
        return (weights.Min() / greatest, weights.Max() / greatest);
    }
}
