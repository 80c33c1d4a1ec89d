using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>Primitives, tests, blending, formats: what pictures are made of everywhere.</summary>
public abstract partial class RendererConformance
{
    private static readonly Vector4 HalfRed = new(1, 0, 0, 0.5f);

    /// <summary>A rectangle from (8, 4) to (24, 12), by its corners in the primitive's own order.</summary>
    [Theory]
    [InlineData(Primitive.Quads, "abcd")]
    [InlineData(Primitive.Polygon, "abcd")]
    [InlineData(Primitive.TriangleFan, "abcd")]
    [InlineData(Primitive.TriangleStrip, "abdc")]
    [InlineData(Primitive.QuadStrip, "adbc")]
    [InlineData(Primitive.Triangles, "abcacd")]
    public void Primitive_OfARectanglesCorners_FillsIt(Primitive primitive, string corners)
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.Primitive = primitive;
        PlainDraw.SetVertices(bench.Call, [.. corners.Select(static c => (new Vector4(c is 'a' or 'd' ? 8 : 24, c is 'a' or 'b' ? 4 : 12, 0, 1), Red, Vector4.Zero))]);

        renderer.Draw(bench.Call);

        uint[] picture = Picture(bench);
        Assert.Equal(16 * 8, picture.Count(static p => (p & 0xFF_0000) != 0));
        AssertColor(0xFFFF_0000, picture[(4 * RendererBench.Width) + 8]);
        AssertColor(0xFFFF_0000, picture[(11 * RendererBench.Width) + 23]);
    }

    [Theory]
    [InlineData(Primitive.Lines)]
    [InlineData(Primitive.LineStrip)]
    public void Line_AlongARow_IsOfThatRow(Primitive primitive)
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.Primitive = primitive;
        bench.Call.Constants.LineWidth = 1;
        PlainDraw.SetVertices(bench.Call, [(new(4.5f, 8.5f, 0, 1), Red, default), (new(40.5f, 8.5f, 0, 1), Red, default)]);

        renderer.Draw(bench.Call);

        uint[] picture = Picture(bench);
        Assert.All(Enumerable.Range(5, 35), x => AssertColor(0xFFFF_0000, picture[(8 * RendererBench.Width) + x]));
        Assert.InRange(picture.Count(static p => (p & 0xFF_0000) != 0), 35, 37);
    }

    [Fact]
    public void Point_OfOnePixel_IsThat()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.Primitive = Primitive.Points;
        bench.Call.Constants.PointSize = 1;
        PlainDraw.SetVertices(bench.Call, [(new(20.5f, 8.5f, 0, 1), Red, default)]);

        renderer.Draw(bench.Call);

        uint[] picture = Picture(bench);
        AssertColor(0xFFFF_0000, picture[(8 * RendererBench.Width) + 20]);
        Assert.Equal(1, picture.Count(static p => (p & 0xFF_0000) != 0));
    }

    [Theory]
    [InlineData(Faces.None, true)]
    [InlineData(Faces.Back, true)]
    [InlineData(Faces.Front, false)]
    [InlineData(Faces.Both, false)]
    public void Face_InFront_IsDrawnUnlessItIsCulled(Faces culled, bool isDrawn)
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.State = bench.Call.State with { CulledFaces = culled };

        renderer.Draw(bench.Rectangle(Red, 8, 4, 24, 12));

        AssertColor(isDrawn ? 0xFFFF_0000 : Background, bench.Pixel(10, 8));
    }

    [Fact]
    public void FlatColor_OfATriangle_IsItsProvokingVertexs()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        PlainDraw.SetVertices(bench.Call, [(new(0, 0, 0, 1), Red, default), (new(64, 0, 0, 1), Red, default), (new(0, 48, 0, 1), Green, default)]);

        bench.Call.State = bench.Call.State with { IsFlat = true };
        renderer.Draw(bench.Call);
        AssertColor(0xFF00_FF00, bench.Pixel(4, 4));

        bench.Call.State = bench.Call.State with { IsFirstProvoking = true };
        renderer.Draw(bench.Call);
        AssertColor(0xFFFF_0000, bench.Pixel(4, 4));
    }

    [Fact]
    public void ColorMask_OfADraw_KeepsTheOtherComponents()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.State = bench.Call.State with { ColorMask = ColorMask.Green };

        renderer.Draw(bench.Rectangle(Vector4.One, 0, 0, 8, 8));

        AssertColor(Background | 0xFF00, bench.Pixel(4, 4));
    }

    [Fact]
    public void AlphaTest_OfADraw_DropsWhatFails()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.State = bench.Call.State with { AlphaFunction = CompareFunction.Greater };
        bench.Call.Constants.AlphaReference = 0x90;

        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        renderer.Draw(bench.Rectangle(HalfRed, 8, 0, 16, 8));

        AssertColor(0xFFFF_0000, bench.Pixel(4, 4));
        AssertColor(Background, bench.Pixel(12, 4));
    }

    [Fact]
    public void Blending_ByAlpha_MixesWithWhatIsThere()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.State = bench.Call.State with { Blend = new BlendState { IsEnabled = true, Source = BlendFactor.SourceAlpha, Destination = BlendFactor.InverseSourceAlpha } };

        renderer.Draw(bench.Rectangle(HalfRed, 0, 0, 8, 8));

        AssertColor(0xBF80_0018, bench.Pixel(4, 4), Tolerance + 1);
    }

    [Fact]
    public void Stencil_CountedAndTested_DrawsWhereItWasSet()
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        var count = new StencilState { IsEnabled = true, Function = CompareFunction.Always, ReadMask = 0xFF, WriteMask = 0xFF, Pass = StencilOperation.Increment };
        bench.Call.State = bench.Call.State with { ColorMask = ColorMask.None, Stencil = count };
        renderer.Draw(bench.Rectangle(Red, 0, 0, 16, 8));
        renderer.Draw(bench.Rectangle(Red, 8, 0, 24, 8));

        bench.Call.State = bench.Call.State with { ColorMask = ColorMask.All, Stencil = count with { Function = CompareFunction.Equal, Reference = 2, Pass = StencilOperation.Keep } };
        renderer.Draw(bench.Rectangle(Green, 0, 0, 64, 48));

        AssertColor(Background, bench.Pixel(4, 4));
        AssertColor(0xFF00_FF00, bench.Pixel(12, 4));
        AssertColor(Background, bench.Pixel(20, 4));
        Assert.Equal(0xFFFF_FF02u, bench.Word(RendererBench.DepthOffset + Place(12, 4)));
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void WindowClips_OfADraw_AreWhereItIsDrawnOrSpared(bool isExclusive, bool isDrawnWithin)
    {
        (IRenderer renderer, RendererBench bench) = Cleared();
        bench.Call.State = bench.Call.State with { IsWindowClipExclusive = isExclusive };
        Array.Fill(bench.Call.Constants.WindowClips, new Rectangle(4, 4, 12, 12));

        renderer.Draw(bench.Rectangle(Red, 0, 0, 16, 16));

        AssertColor(isDrawnWithin ? 0xFFFF_0000 : Background, bench.Pixel(4, 11));
        AssertColor(isDrawnWithin ? Background : 0xFFFF_0000, bench.Pixel(12, 11));
    }

    /// <summary>The first pixels of a row, red and green, as the guest finds them.</summary>
    [Theory]
    [InlineData(SurfaceFormat.R5G6B5, 0x07E0_F800u)]
    [InlineData(SurfaceFormat.X1R5G5B5Z, 0x03E0_7C00u)]
    [InlineData(SurfaceFormat.X1R5G5B5O, 0x83E0_FC00u)]
    [InlineData(SurfaceFormat.X8R8G8B8Z, 0x00FF_0000u)]
    [InlineData(SurfaceFormat.X8R8G8B8O, 0xFFFF_0000u)]
    [InlineData(SurfaceFormat.A8R8G8B8, 0xFFFF_0000u)]
    public void Surface_OfAnyFormat_HasItsBits(SurfaceFormat format, uint expected)
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Call.Target = RendererBench.Target with { ColorFormat = format };

        renderer.Draw(bench.Rectangle(Red, 0, 0, 1, 1));
        renderer.Draw(bench.Rectangle(Green, 1, 0, 2, 1));

        Assert.Equal(expected, bench.Word(RendererBench.ColorOffset));
    }

    /// <summary>Bits of column and row take turns, the column's first.</summary>
    [Fact]
    public void Surface_Swizzled_HasItsPixelsInThatOrder()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Call.Target = RendererBench.Target with { Layout = SurfaceLayout.Swizzled, WidthLog2 = 3, HeightLog2 = 3, DepthFormat = DepthFormat.None, Clip = new Rectangle(0, 0, 8, 8) };

        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        renderer.Draw(bench.Rectangle(Green, 2, 1, 3, 2));

        AssertColor(0xFF00_FF00, bench.Word(RendererBench.ColorOffset + (6 * 4)));
        Assert.Equal(63, Enumerable.Range(0, 64).Count(i => (bench.Word(RendererBench.ColorOffset + ((uint)i * 4)) & 0xFF_0000) != 0));
    }

    /// <summary>A renderer with a picture of one colour.</summary>
    private (IRenderer Renderer, RendererBench Bench) Cleared()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        return (renderer, bench);
    }

    private static uint[] Picture(RendererBench bench) => [.. Enumerable.Range(0, RendererBench.Width * RendererBench.Height).Select(i => bench.Word(RendererBench.ColorOffset + ((uint)i * 4)))];
}
