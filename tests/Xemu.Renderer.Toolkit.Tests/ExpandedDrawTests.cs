using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>What the CPU makes triangles of is the software renderer's picture: lines, points, edges, and polygons of which something must be known first.</summary>
public sealed class ExpandedDrawTests : IDisposable
{
    private const int SurfaceBytes = RendererPair.Width * RendererPair.Height * 4;

    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Green = new(0, 1, 0, 1);
    private static readonly Vector4 Blue = new(0, 0, 1, 1);

    private readonly RendererPair _pair = new();

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData(5f, 5f, 50f, 30f, 5f, false)]
    [InlineData(5f, 5f, 50f, 30f, 5f, true)]
    [InlineData(50f, 40f, 5f, 7f, 1f, false)]
    [InlineData(50f, 40f, 5f, 7f, 1f, true)]
    [InlineData(10f, 40f, 14f, 4f, 2f, false)]
    [InlineData(10f, 40f, 14f, 4f, 1f, true)]
    [InlineData(4f, 9f, 40f, 9f, 1f, false)]
    [InlineData(40f, 9f, 4f, 9f, 2f, true)]
    [InlineData(9f, 4f, 9f, 40f, 1f, false)]
    [InlineData(9.5f, 40f, 9.5f, 4f, 3f, true)]
    [InlineData(-20f, 10f, 90f, 31.3f, 7.5f, false)]
    public void Line_OfAnyWidth_HasTheSamePixels(float fromX, float fromY, float toX, float toY, float width, bool isWhole)
    {
        _pair.Call.State = _pair.Call.State with { DrawsWholePixels = isWhole };
        _pair.Call.Primitive = Primitive.Lines;
        _pair.Call.Constants.LineWidth = width;

        _pair.Draw((new(fromX, fromY, 100, 1), Red, default), (new(toX, toY, 100, 1), Red, default));

        AssertDrawnTheSame();
    }

    /// <summary>The weights of colours have eight bits on the chip; and a host cuts the corners of slanted lines off to 256ths of pixels, so that a pixel on an edge may be another.</summary>
    [Theory]
    [InlineData(Primitive.LineStrip, false, false)]
    [InlineData(Primitive.LineLoop, true, false)]
    [InlineData(Primitive.LineLoop, true, true)]
    public void Lines_OfSeveralColors_MixThemTheSame(Primitive primitive, bool isFlat, bool isFirstProvoking)
    {
        _pair.Call.State = _pair.Call.State with { IsFlat = isFlat, IsFirstProvoking = isFirstProvoking };
        _pair.Call.Primitive = primitive;
        _pair.Call.Constants.LineWidth = 4;

        _pair.Draw((new(5, 5, 0, 1), Red, default), (new(50, 12, 0, 2), Green, default), (new(20, 40, 0, 4), Blue, default));

        Assert.InRange(_pair.CountDifferences(RendererPair.ColorOffset, SurfaceBytes, tolerance: 2), 0, 4);
        Assert.Contains(_pair.Pictures().Expected, static p => p != 0);
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    [InlineData(-1, -1)]
    public void Line_WithEndsBehindTheEye_IsTheSame(float firstW, float lastW)
    {
        _pair.Call.Primitive = Primitive.Lines;
        _pair.Call.Constants.LineWidth = 3;

        _pair.Draw((new(20, 20, 0, firstW), Red, default), (new(30, 24, 0, lastW), Red, default));

        AssertDrawnTheSame();
    }

    /// <summary>Nine thousand pixels off the picture, which it runs to from there.</summary>
    [Theory]
    [InlineData(9000, 9100, 1, -1)]
    [InlineData(-9000, -9100, 1, -1)]
    [InlineData(9100, 9000, -1, 1)]
    public void Line_AwayFromAnEndBehindTheEye_IsEndless(float fromX, float toX, float firstW, float lastW)
    {
        _pair.Call.Primitive = Primitive.Lines;
        _pair.Call.Constants.LineWidth = 3;

        _pair.Draw((new(fromX, 20, 0, firstW), Red, default), (new(toX, 20, 0, lastW), Red, default));

        AssertDrawnTheSame();
    }

    /// <summary>The chip's own division by W bounds it.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(float.PositiveInfinity)]
    public void Line_OfAnExtremeW_IsDrawn(float w)
    {
        _pair.Call.Primitive = Primitive.Lines;
        _pair.Call.Constants.LineWidth = 3;

        _pair.Draw((new(20, 20, 500, w), Red, default), (new(40, 25, 500, w), Red, default));

        AssertDrawnTheSame();
    }

    [Theory]
    [InlineData(0f, false)]
    [InlineData(0.5f, false)]
    [InlineData(1f, false)]
    [InlineData(3f, false)]
    [InlineData(6f, false)]
    [InlineData(8f, false)]
    [InlineData(6f, true)]
    [InlineData(8f, true)]
    [InlineData(40.125f, false)]
    public void Point_OfAnySize_HasTheSamePixels(float size, bool isWhole)
    {
        _pair.Call.State = _pair.Call.State with { DrawsWholePixels = isWhole };
        _pair.Call.Primitive = Primitive.Points;
        _pair.Call.Constants.PointSize = size;

        _pair.Draw((new(10, 10, 0, 1), Red, default), (new(30.5f, 20.5f, 0, 1), Green, default), (new(50.25f, 30.75f, 0, 1), Blue, default), (new(60, 40, 0, -1), Blue, default));

        AssertDrawnTheSame();
    }

    [Fact]
    public void Sprite_OfATexture_IsTheSame()
    {
        SetTexture(unit: 3);
        _pair.Call.State = _pair.Call.State with { HasPointSprites = true };
        _pair.Call.Primitive = Primitive.Points;
        _pair.Call.Constants.PointSize = 32;

        _pair.Draw((new(24, 20, 0, 1), Red, default));

        AssertDrawnTheSame();
    }

    [Theory]
    [InlineData(PolygonMode.Line, PolygonMode.Line, Primitive.Quads)]
    [InlineData(PolygonMode.Line, PolygonMode.Fill, Primitive.QuadStrip)]
    [InlineData(PolygonMode.Point, PolygonMode.Line, Primitive.TriangleFan)]
    [InlineData(PolygonMode.Fill, PolygonMode.Point, Primitive.TriangleStrip)]
    [InlineData(PolygonMode.Line, PolygonMode.Line, Primitive.Polygon)]
    public void Polygon_OfAnyModes_IsTheSame(PolygonMode front, PolygonMode back, Primitive primitive)
    {
        _pair.Call.State = _pair.Call.State with { FrontMode = front, BackMode = back, IsFlat = true, IsTwoSided = true, IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true, OffsetsLines = true, OffsetsPoints = true };
        _pair.Call.VertexOutputs[(int)VertexOutput.BackDiffuse] = new Vector4(1, 1, 0, 1);
        _pair.Call.Constants.LineWidth = 2;
        _pair.Call.Constants.PointSize = 5;
        _pair.Call.Constants.DepthOffsetBias = 77;
        _pair.Call.Primitive = primitive;
        (Vector4, Vector4, Vector4) a = (new(5, 5, 1000, 1), Red, default);
        (Vector4, Vector4, Vector4) b = (new(50, 8, 1000, 1), Green, default);
        (Vector4, Vector4, Vector4) c = (new(45, 40, 1000, 1), Blue, default);
        (Vector4, Vector4, Vector4) d = (new(9, 44, 1000, 1), Vector4.One, default);

        _pair.Draw(a, b, c, d);
        _pair.Draw(d, c, b, a);

        AssertDrawnTheSame();
    }

    /// <summary>A quad's flat colour is its last vertex's, whatever provokes; which triangles it is made of shows in perspective.</summary>
    [Theory]
    [InlineData(Primitive.Quads, true, true)]
    [InlineData(Primitive.Quads, true, false)]
    [InlineData(Primitive.Quads, false, false)]
    [InlineData(Primitive.QuadStrip, true, true)]
    [InlineData(Primitive.QuadStrip, true, false)]
    [InlineData(Primitive.QuadStrip, false, false)]
    [InlineData(Primitive.TriangleFan, true, true)]
    [InlineData(Primitive.Polygon, true, false)]
    [InlineData(Primitive.TriangleStrip, false, true)]
    public void Polygon_InPerspective_IsMadeOfTheSameTriangles(Primitive primitive, bool isFlat, bool isFirstProvoking)
    {
        _pair.Call.State = _pair.Call.State with { IsFlat = isFlat, IsFirstProvoking = isFirstProvoking };
        _pair.Call.Primitive = primitive;
        bool isStrip = primitive is Primitive.QuadStrip or Primitive.TriangleStrip;
        (Vector4, Vector4, Vector4) a = (new(5, 5, 0, 1), Red, default);
        (Vector4, Vector4, Vector4) b = (new(50, 8, 0, 4), Green, default);
        (Vector4, Vector4, Vector4) c = (new(45, 40, 0, 2), Blue, default);
        (Vector4, Vector4, Vector4) d = (new(9, 44, 0, 8), Vector4.One, default);

        _pair.Draw(isStrip ? [a, b, d, c] : [a, b, c, d]);

        AssertDrawnTheSame(tolerance: 3);
    }

    [Fact]
    public void Edges_ThatAreHidden_AreLeftOut()
    {
        _pair.Call.State = _pair.Call.State with { FrontMode = PolygonMode.Line, BackMode = PolygonMode.Line };
        _pair.Call.Constants.LineWidth = 1;
        _pair.Call.HasHiddenEdges = true;
        _pair.Call.HiddenEdges = [true, false, true];

        _pair.Draw((new(31, 4, 0, 1), Red, default), (new(58, 41, 0, 1), Red, default), (new(3, 40, 0, 1), Red, default));

        AssertDrawnTheSame();
    }

    [Theory]
    [InlineData(200)]
    [InlineData(50)]
    public void Polygon_OutsideTheDepthRange_IsLeftOut(float z)
    {
        _pair.Call.State = _pair.Call.State with { ClampsDepth = true, CullsOutsideDepth = true };
        _pair.Call.Constants.DepthMax = 100;

        _pair.DrawRectangle(Red, 4, 4, 20, 20, z);

        (uint[] expected, uint[] actual) = _pair.Pictures();
        Assert.Equal(z < 100, expected.Any(static p => p != 0));
        Assert.Equal(expected, actual);
    }

    /// <summary>It counts where the vertices are, whatever depth pixels have: offset, or of W.</summary>
    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Polygon_OutsideTheDepthRangeByItsVerticesAlone_IsLeftOut(bool isOffset, bool isDepthW)
    {
        _pair.Call.State = _pair.Call.State with { CullsOutsideDepth = true, OffsetsFills = isOffset, IsDepthW = isDepthW };
        _pair.Call.Constants.DepthMax = 100;
        _pair.Call.Constants.DepthOffsetBias = -150;

        _pair.DrawRectangle(Red, 4, 4, 20, 20, 200);
        Assert.All(_pair.Pictures().Actual, static p => Assert.Equal(0u, p));
        _pair.DrawRectangle(Red, 4, 4, 20, 20, isOffset ? 200 : 50);
        _pair.Call.Constants.DepthMax = 300;
        _pair.DrawRectangle(Red, 24, 4, 30, 20, 200);

        AssertDrawnTheSame();
    }

    /// <summary>Coordinates from 0 to 1 are none the shorter way.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Texture_ThatClosesToACylinder_IsWrappedTheSame(byte wraps)
    {
        SetTexture(unit: 0);
        _pair.Call.Textures[0] = _pair.Call.Textures[0] with { CylinderWraps = wraps };

        _pair.DrawRectangle(Red, 0, 0, 16, 16);

        AssertDrawnTheSame();
    }

    [Fact]
    public void Constant_ThatAProgramWrites_HoldsForTheNextVertex()
    {
        VertexSource constant = new(VertexRegister.Constant, 0);
        VertexSource step = new(VertexRegister.Constant, 1);
        _pair.Call.VertexConstants[1] = new Vector4(0.125f);
        _pair.Call.VertexProgram = new VertexProgram(
            [
                .. _pair.Call.VertexProgram.Code,
                new VertexInstruction(VertexOperation.Add, VertexRegister.Constant, 0, 15, constant, constant, step),
                new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Diffuse, 15, constant, constant, constant),
            ],
            0);

        _pair.Draw((new(31, 4, 0, 1), Red, default), (new(58, 41, 0, 1), Red, default), (new(3, 40, 0, 1), Red, default));

        AssertDrawnTheSame(tolerance: 2);
    }

    /// <summary>Its own batches of 8,192 vertices end in between.</summary>
    [Fact]
    public void Points_OfSeveralBatches_AreAllDrawn()
    {
        _pair.Call.Primitive = Primitive.Points;
        _pair.Call.Constants.PointSize = 1;

        _pair.Draw([.. Enumerable.Range(0, 3000).Select(static i => (new Vector4((i % 60) + 0.5f, (i / 60) + 0.5f, 0, 1), new Vector4(i % 7 / 8f, 1, 0, 1), Vector4.Zero))]);

        AssertDrawnTheSame();
    }

    private void SetTexture(int unit)
    {
        _pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        PixelProgram plain = PlainDraw.Showing(CombinerRegister.Texture0 + unit);
        _pair.Call.PixelProgram = new PixelProgram
        {
            Textures = [.. Enumerable.Range(0, 4).Select(i => new TextureStage { Operation = i == unit ? TextureOperation.Project2D : TextureOperation.None })],
            Combiners = plain.Combiners,
            Final = plain.Final,
        };
        _pair.Call.Textures[unit] = RendererPair.SmallTexture;
    }

    private void AssertDrawnTheSame(int tolerance = 0)
    {
        Assert.Contains(_pair.Pictures().Expected, static p => p != 0);
        _pair.AssertSamePicture(tolerance);
        _pair.AssertSame(RendererPair.DepthOffset, SurfaceBytes);
    }
}
