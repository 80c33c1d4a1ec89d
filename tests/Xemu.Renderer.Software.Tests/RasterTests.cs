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
    public void Triangle_WithACornerFarAway_IsAStripTowardsIt()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { CulledFaces = Faces.Back };

        // "W param": a corner with a W of 0 lies 2^64 times as far away, up and to the left.
        bench.Draw(Red, new(-1e21f, -1e21f, 0, 5.4e-20f), new(40, 8, 0, 1), new(8, 40, 0, 1));

        Assert.NotEqual(0u, bench.Pixel(0, 0));
        Assert.NotEqual(0u, bench.Pixel(23, 23));
        Assert.Equal(0u, bench.Pixel(25, 25));
        Assert.Equal(0u, bench.Pixel(36, 1));
        Assert.NotEqual(0u, bench.Pixel(30, 1));
    }

    /// <summary>The corner that is far away has all of 1 / W, but no weight; the one whose W is large has a weight, but nothing of 1 / W.</summary>
    [Fact]
    public void Triangle_WhoseSecondCornerIsFarAway_HasTheTextureOfTheOneThatCounts()
    {
        using var textures = new TextureBench(new TextureStage { Operation = TextureOperation.Project2D });
        textures.SetTexture(0, TextureFormat.A8R8G8B8, 2, 1, 1, 1, 1, 1, 2, 2, 2, 2);
        (Vector4 Position, float Texel)[] corners = [(new(20, 20, 0, 1.8e19f), 0.5f), (new(3e38f, 3e38f, 0, 1e-18f), 0.5f), (new(8, 40, 0, 1), 1.5f)];
        textures.Call.Vertices = new Vector4[3 * DrawCall.AttributeCount];
        (textures.Call.Indices, textures.Call.VertexCount, textures.Call.IndexCount, textures.Call.Primitive) = ([0, 1, 2], 3, 3, Primitive.Triangles);
        for (int i = 0; i < 3; i++)
        {
            textures.Call.Vertices[i * DrawCall.AttributeCount] = corners[i].Position;
            textures.Call.Vertices[(i * DrawCall.AttributeCount) + 9] = new Vector4(corners[i].Texel, 0.5f, 0, 1);
        }

        textures.Bench.Renderer.Draw(textures.Call);

        uint[] drawn = [.. Enumerable.Range(0, DrawBench.Width * DrawBench.Height).Select(i => textures.Bench.Pixel(i % DrawBench.Width, i / DrawBench.Width))];
        Assert.True(drawn.Count(static pixel => pixel == 0x0202_0202) > 100);
        Assert.DoesNotContain(0x0101_0101u, drawn);
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

    [Theory]
    [InlineData(BlendEquation.AddSigned, 127, 127, 254)]
    [InlineData(BlendEquation.AddSigned, 132, 127, 3)]
    [InlineData(BlendEquation.AddSigned, 132, 255, 131)]
    [InlineData(BlendEquation.AddSigned, 6, 255, 255)]
    [InlineData(BlendEquation.ReverseSubtractSigned, 126, 127, 1)]
    [InlineData(BlendEquation.ReverseSubtractSigned, 132, 127, 251)]
    [InlineData(BlendEquation.ReverseSubtractSigned, 132, 255, 255)]
    public void SignedBlend_Drawn_TakesTheSourceAsSignedByteWithoutFactors(BlendEquation equation, int source, int destination, uint result)
    {
        using var bench = new DrawBench();
        bench.DrawRectangle(new Vector4(destination / 255f, 0, 0, 1), 0, 0, 1, 1);
        bench.Call.State = bench.Call.State with
        {
            Blend = new BlendState { IsEnabled = true, Source = BlendFactor.Zero, Destination = BlendFactor.Zero, Equation = equation },
        };

        bench.DrawRectangle(new Vector4(source / 255f, 0, 0, 0), 0, 0, 1, 1);

        Assert.Equal(0xFF00_0000 | (result << 16), bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(7, 7, 16)]
    [InlineData(63, 55, 24)]
    [InlineData(255, 72, 80)]
    [InlineData(119, 91, 48)]
    public void Blend_IntoFiveBits_TakesTheSourceWithFive(int source, int alpha, uint result)
    {
        using var bench = new DrawBench();
        bench.Call.Target = bench.Call.Target with { ColorFormat = SurfaceFormat.X1R5G5B5Z };
        bench.DrawRectangle(new Vector4(24 / 255f, 0, 0, 1), 0, 0, 1, 1);
        bench.Call.State = bench.Call.State with
        {
            Blend = new BlendState { IsEnabled = true, Source = BlendFactor.SourceAlpha, Destination = BlendFactor.InverseSourceAlpha, Equation = BlendEquation.Add },
        };

        bench.DrawRectangle(new Vector4(source / 255f, 0, 0, alpha / 255f), 0, 0, 1, 1);

        Assert.Equal(result << 7, bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(0, 439380)]
    [InlineData(1, 459200)]
    [InlineData(2, 480392)]
    [InlineData(3, 503086)]
    public void SlopeOfW_TriangleDownwards_IsMeasuredInTheTileItStartsIn(int row, int expected)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with
        {
            IsDepthTested = true,
            WritesDepth = true,
            DepthFunction = CompareFunction.Always,
            IsDepthW = true,
            OffsetsFills = true,
        };
        bench.Call.Constants.DepthOffsetFactor = 65536;

        // The numbers are the console's (nxdk_pgraph_tests, "W buffering", TriH): what the slope adds to W.
        bench.Draw(Red, new(0.5f, row + 0.5f, 325, 325), new(10.5f, row + 0.5f, 325, 325), new(0.5f, row + 200, 58, 58));

        double w = 1 / ((1 / 325.0) + (2 * ((1 / 58.0) - (1 / 325.0)) / 199.5));
        Assert.InRange((bench.Depth(1, row + 2) >> 8) - (int)w, expected - 1, expected + 1);
    }

    [Fact]
    public void FloatDepth_BelowTheLeastExponent_IsZero()
    {
        Assert.Equal(0u, DepthCodec.ToFloatBits(DepthFormat.Z24S8, float.BitDecrement(1.17549435e-38f)));
        Assert.Equal(0x1_0000u, DepthCodec.ToFloatBits(DepthFormat.Z24S8, 1.17549435e-38f));
        Assert.Equal(0u, DepthCodec.ToFloatBits(DepthFormat.Z16, 1 / 70f));
        Assert.Equal(0x1000u, DepthCodec.ToFloatBits(DepthFormat.Z16, 1 / 64f));
    }

    [Theory]
    [InlineData(5, 9, 0)]
    [InlineData(5, 10, 64)]
    [InlineData(95, 105, 64)]
    [InlineData(101, 105, 0)]
    public void Culling_OutsideOfTheDepthRange_DropsWholePolygons(float left, float right, int count)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { CullsOutsideDepth = true, ClampsDepth = true };
        (bench.Call.Constants.DepthMin, bench.Call.Constants.DepthMax) = (10, 100);
        bench.Call.Primitive = Primitive.Quads;

        bench.Draw(Red, new(0, 0, left, 1), new(8, 0, right, 1), new(8, 8, right, 1), new(0, 8, left, 1));

        Assert.Equal(count, bench.CountDrawn());
    }

    [Fact]
    public void Stipple_FirstWord_IsTheLowestRow()
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { IsStippled = true };
        bench.Call.Constants.Stipple[0] = 0x0000_0080;

        bench.DrawRectangle(Red, 0, 0, 32, 32);

        Assert.Equal(1, bench.CountDrawn());
        Assert.Equal(0xFFFF_0000u, bench.Pixel(0, 31));
    }

    [Fact]
    public void TriangleBehindTheEye_Clipped_DrawsItsVisiblePart()
    {
        using var bench = new DrawBench();

        bench.Draw(Red, new(10, 10, 0, 1), new(40, 10, 0, 1), new(25, 100, 0, -1));

        // It runs from its edge before the eye upwards, a sixth of a pixel wider on each side with each row.
        Assert.Equal((0u, 0xFFFF_0000u, 0xFFFF_0000u, 0u), (bench.Pixel(7, 0), bench.Pixel(9, 0), bench.Pixel(40, 0), bench.Pixel(42, 0)));
        Assert.Equal((0u, 0xFFFF_0000u, 0xFFFF_0000u, 0u), (bench.Pixel(9, 9), bench.Pixel(10, 9), bench.Pixel(39, 9), bench.Pixel(40, 9)));
        Assert.Equal(0u, bench.Pixel(25, 10));
        Assert.InRange(bench.CountDrawn(), 310, 325);
    }

    [Fact]
    public void TriangleWithANegativeW_Drawn_LiesBeyondItsPositiveVertices()
    {
        using var bench = new DrawBench();

        // The third vertex, seen through the eye, lies at infinity below: the visible part goes the other way from it.
        bench.Draw(Red, new(20, 20, 0, 1), new(40, 20, 0, 1), new(30, 10, 0, -1));

        Assert.NotEqual(0u, bench.Pixel(30, 40));
        Assert.Equal(0u, bench.Pixel(30, 15));
    }

    [Fact]
    public void TriangleWithNegativeWs_Drawn_IsAsIfTheyWerePositive()
    {
        using var bench = new DrawBench();

        bench.Draw(Red, new(0, 0, 0, -1), new(16, 0, 0, -1), new(0, 16, 0, -1));

        Assert.NotEqual(0u, bench.Pixel(2, 2));
    }

    [Theory]
    [InlineData(-1, -2, 0)]
    [InlineData(-1, 2, 1)]
    [InlineData(101, 102, 0)]
    public void DepthOutsideOfTheRange_Culled_DropsWhatHasNoVertexInIt(float one, float other, int expected)
    {
        using var bench = new DrawBench();
        bench.Call.State = bench.Call.State with { CullsOutsideDepth = true, ClampsDepth = true };
        bench.Call.Constants.DepthMax = 100;

        bench.Draw(Red, new(0, 0, one, 1), new(16, 0, one, 1), new(0, 16, other, 1));

        Assert.Equal(expected, bench.Pixel(2, 2) != 0 ? 1 : 0);
    }

    [Theory]
    [InlineData(false, false, 0x40FF_0000)]
    [InlineData(false, true, 0xFFFF_0000)]
    [InlineData(true, false, 0xFF00_0000)]
    public void SpecularColor_Dropped_IsOpaque(bool isDropped, bool isAlphaDropped, uint expected)
    {
        using var bench = new DrawBench();
        bench.Call.VertexProgram = DrawBench.PassThrough(VertexOutput.Specular);
        bench.Call.PixelProgram = DrawBench.Pass(CombinerRegister.Specular);
        bench.Call.State = bench.Call.State with { DropsSpecular = isDropped, DropsSpecularAlpha = isAlphaDropped };

        bench.DrawRectangle(new Vector4(1, 0, 0, 0.25f), 0, 0, 8, 8);

        Assert.Equal(expected, bench.Pixel(4, 4));
    }

    [Fact]
    public void UprightLine_BetweenTwoColumns_IsDrawnRightOfIt()
    {
        using var bench = new DrawBench();
        bench.Call.Primitive = Primitive.Lines;
        bench.Call.Constants.LineWidth = 1;

        bench.Draw(Red, new(16, 4, 0, 1), new(16, 12, 0, 1));

        Assert.Equal(0u, bench.Pixel(15, 8));
        Assert.NotEqual(0u, bench.Pixel(16, 8));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(3e38f)]
    public void WildPosition_Drawn_TouchesNothingElse(float wild)
    {
        using var bench = new DrawBench();
        bench.Fill(0, [.. Enumerable.Range(0, (int)bench.Ram.SizeBytes).Select(static i => (byte)(i * 7))]);
        byte[] before = bench.Memory();

        bench.Draw(Red, new(wild, 10, 0, 1), new(40, wild, 0, 1), new(25, 30, wild, wild));
        bench.Draw(Red, new(wild, 10, 0, 1), new(40, 30, 0, 1), new(25, wild, 0, -1));
        byte[] after = bench.Memory();

        const int Size = DrawBench.Width * DrawBench.Height * 4;
        foreach (uint surface in (uint[])[DrawBench.ColorOffset, DrawBench.DepthOffset])
        {
            before.AsSpan((int)surface, Size).CopyTo(after.AsSpan((int)surface));
        }

        Assert.True(before.AsSpan().SequenceEqual(after));
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
