using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

public sealed class RasterTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Half = new(0, 0, 0, 0.5f);

    [Fact]
    public void Rectangle_Drawn_FillsExactlyItsPixels()
    {
        using var bench = new DrawBench();

        bench.DrawRectangle(Red, 8, 4, 24, 12);

        Assert.Equal(16 * 8, bench.CountDrawn());
        Assert.Equal(0xFFFF_0000u, bench.Pixel(8, 4));
        Assert.Equal(0xFFFF_0000u, bench.Pixel(23, 11));
        Assert.Equal(0u, bench.Pixel(24, 4));
        Assert.Equal(0u, bench.Pixel(8, 12));
    }

    [Fact]
    public void FanAroundAPoint_Blended_TouchesEachPixelOnce()
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = Primitive.TriangleFan;
        bench.Call.State = bench.Call.State with
        {
            Blend = new BlendState { IsEnabled = true, Source = BlendFactor.One, Destination = BlendFactor.One, Equation = BlendEquation.Add },
        };
        var rim = new List<Vector4> { new(31.3f, 23.7f, 0, 1) };
        for (int i = 0; i <= 17; i++)
        {
            double angle = i % 17 * Math.Tau / 17;
            float radius = 12 + (i % 17 * 7 % 9);
            rim.Add(new Vector4(31.3f + (radius * (float)Math.Cos(angle)), 23.7f + (radius * (float)Math.Sin(angle)), 0, 1));
        }

        bench.Draw(new Vector4(0.25f, 0, 0, 0.25f), [.. rim]);

        for (int i = 0; i < DrawBench.Width * DrawBench.Height; i++)
        {
            Assert.True(bench.Pixel(i % DrawBench.Width, i / DrawBench.Width) is 0 or 0x4040_0000, $"pixel {i}");
        }

        Assert.NotEqual(0u, bench.Pixel(31, 23));
    }

    [Fact]
    public void Culling_PolygonThatTurnsBack_DropsThePartsThatDo()
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Polygon;
        bench.Call.State = bench.Call.State with { CulledFaces = Faces.Back };

        bench.Draw(Red, new(8, 8, 0, 1), new(24, 8, 0, 1), new(24, 24, 0, 1), new(8, 24, 0, 1), new(32, 40, 0, 1));

        Assert.NotEqual(0u, bench.Pixel(22, 10));
        Assert.NotEqual(0u, bench.Pixel(10, 22));
        Assert.Equal(0u, bench.Pixel(12, 28));
    }

    [Fact]
    public void Culling_BackFaces_DrawsOnlyTheFront()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { CulledFaces = Faces.Back };

        bench.Draw(Red, new(0, 0, 0, 1), new(0, 8, 0, 1), new(8, 8, 0, 1));
        Assert.Equal(0, bench.CountDrawn());
        bench.Draw(Red, new(0, 0, 0, 1), new(8, 8, 0, 1), new(0, 8, 0, 1));

        Assert.NotEqual(0, bench.CountDrawn());
    }

    [Fact]
    public void Depth_Tested_KeepsTheNearer()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsDepthTested = true, WritesDepth = true };
        bench.Renderer.Clear(new ClearCall(bench.Call.Target, bench.Call.Target.Clip, ColorMask.None, 0, true, true, 0xFFFF_FF00));

        bench.DrawRectangle(Red, 0, 0, 8, 8, 1000);
        bench.DrawRectangle(new Vector4(0, 1, 0, 1), 4, 0, 12, 8, 2000);

        Assert.Equal(0xFFFF_0000u, bench.Pixel(5, 0));
        Assert.Equal(0xFF00_FF00u, bench.Pixel(9, 0));
        Assert.Equal(1000u << 8, bench.Depth(5, 0));
        Assert.Equal(2000u << 8, bench.Depth(9, 0));
    }

    [Fact]
    public void Stencil_Incremented_CountsTheLayers()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with
        {
            Stencil = new StencilState
            {
                IsEnabled = true,
                Function = CompareFunction.Always,
                ReadMask = 0xFF,
                WriteMask = 0xFF,
                Pass = StencilOperation.Increment,
            },
        };

        bench.DrawRectangle(Red, 0, 0, 8, 8);
        bench.DrawRectangle(Red, 4, 0, 8, 8);

        Assert.Equal(1u, bench.Depth(0, 0) & 0xFF);
        Assert.Equal(2u, bench.Depth(4, 0) & 0xFF);
    }

    [Fact]
    public void AlphaTest_Fails_DropsTheFragment()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { AlphaFunction = CompareFunction.Greater };
        bench.Call.Constants.AlphaReference = 0x80;

        bench.DrawRectangle(Half, 0, 0, 8, 8);

        Assert.Equal(0, bench.CountDrawn());
    }

    [Fact]
    public void PassedFragments_Counted_AreThePixels()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { CountsPasses = true };

        bench.DrawRectangle(Red, 8, 4, 24, 12);

        Assert.Equal(128ul, bench.Renderer.TakePassedCount());
        Assert.Equal(0ul, bench.Renderer.TakePassedCount());
    }

    [Fact]
    public void TriangleBehindTheEye_Clipped_DrawsItsVisiblePart()
    {
        using var bench = new DrawBench();

        bench.Draw(Red, new(10, 10, 0, 1), new(40, 10, 0, 1), new(25, 100, 0, -1));

        Assert.NotEqual(0, bench.CountDrawn());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void WildPosition_Drawn_TouchesNothingElse(float wild)
    {
        using var bench = new DrawBench();
        uint before = bench.Word(DrawBench.ColorOffset - 4);

        bench.Draw(Red, new(wild, 10, 0, 1), new(40, wild, 0, 1), new(25, 30, wild, wild));

        Assert.Equal(before, bench.Word(DrawBench.ColorOffset - 4));
    }

    [Fact]
    public void SurfaceThatLeavesMemory_Drawn_IsCutAtItsEnd()
    {
        using var bench = new DrawBench();
        ulong offset = bench.Ram.SizeBytes - (8 * DrawBench.Width * 4);
        bench.Call.Target = bench.Call.Target with { Color = new Surface(offset, ulong.MaxValue, DrawBench.Width * 4) };

        bench.DrawRectangle(Red, 0, 0, DrawBench.Width, DrawBench.Height);

        Assert.Equal(0xFFFF_0000u, bench.Word((uint)offset));
        Assert.Equal(0xFFFF_0000u, bench.Word((uint)bench.Ram.SizeBytes - 4));
    }
}
