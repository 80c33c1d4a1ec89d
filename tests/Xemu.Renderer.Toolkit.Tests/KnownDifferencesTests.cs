using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>What the renderer over a host GPU cannot draw as the software renderer does is listed with its reason, and nothing is listed that it can.</summary>
public sealed class KnownDifferencesTests
{
    private const int SurfaceBytes = RendererPair.Width * RendererPair.Height * 4;

    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Green = new(0, 1, 0, 1);
    private static readonly Vector4 Blue = new(0, 0, 1, 1);

    private static readonly Dictionary<string, Action<RendererPair>> Draws = new()
    {
        ["color-weights"] = static pair => Triangle(pair, 1, 1, 1),
        ["texel-edges"] = DrawTexelEdges,
        ["depth-sum"] = DrawSteepDepth,
        ["w-offset-slope"] = DrawWithSlopeOfW,
        ["signed-overlaps"] = DrawSignedOverlaps,
        ["crossed-quads"] = DrawCrossedQuad,
        ["affine-eye"] = DrawAffinelyAcrossTheEye,
        ["negative-w"] = static pair => RedTriangle(pair, -1, -1, -1),
        ["many-shapes"] = DrawManyLines,
        ["smooth-lines"] = static pair => DrawLine(pair, pair.Call.State with { DrawsWholePixels = true, SmoothsLines = true }),
        ["smooth-polygons"] = DrawSmoothPolygon,
        ["two-samples"] = static pair => DrawSamples(pair, SampleMode.Two, isWhole: false),
        ["shared-shading"] = DrawSharedShading,
        ["whole-pixels"] = static pair => DrawSamples(pair, SampleMode.Four, isWhole: true),
        ["fog-table"] = DrawFog,
        ["blended-dithering"] = DrawDithered,
    };

    public static TheoryData<string> Cases { get; } = [.. ReadList().Select(static line => line.Case)];

    [Fact]
    public void List_OfDifferences_HasEachCaseOnceWithAReason()
    {
        (string Case, string Reason)[] list = [.. ReadList()];

        Assert.Equal(Draws.Keys.Order(), list.Select(static line => line.Case).Order());
        Assert.All(list, static line => Assert.NotEmpty(line.Reason));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_OfTheList_StillDiffers(string name)
    {
        using var pair = new RendererPair();

        Draws[name](pair);

        // Where vertices have several colours, two steps are the weights' own case.
        int tolerance = name is "shared-shading" ? 2 : 0;
        int different = pair.CountDifferences(RendererPair.ColorOffset, SurfaceBytes, tolerance) + pair.CountDifferences(RendererPair.DepthOffset, SurfaceBytes);
        Assert.True(name == "smooth-lines" ? HasSmoothLineAlone(pair) : different > 0, $"'{name}' is drawn the same now: take it off KnownDifferences.txt, and compare it in another test.");
    }

    private static IEnumerable<(string Case, string Reason)> ReadList()
    {
        using var reader = new StreamReader(typeof(KnownDifferencesTests).Assembly.GetManifestResourceStream("KnownDifferences.txt")!);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Where(static line => line[0] != '#').Select(static line => line.Split('|', StringSplitOptions.TrimEntries)).Select(static parts => (parts[0], parts[1]));
    }

    private static void Triangle(RendererPair pair, float firstW, float secondW, float thirdW) =>
        pair.Draw((new(31, 4, 0, firstW), Red, default), (new(58, 41, 0, secondW), Green, default), (new(3, 40, 0, thirdW), Blue, default));

    /// <summary>One colour, so that weights make no difference.</summary>
    private static void RedTriangle(RendererPair pair, float firstW, float secondW, float thirdW) =>
        pair.Draw((new(31, 4, 0, firstW), Red, default), (new(58, 41, 0, secondW), Red, default), (new(3, 40, 0, thirdW), Red, default));

    /// <summary>Whether only the software renderer's line has pixels that it covers in part; lines as such are a case of their own.</summary>
    private static bool HasSmoothLineAlone(RendererPair pair)
    {
        (uint[] expected, uint[] actual) = pair.Pictures();
        return expected.Any(IsPartial) && !actual.Any(IsPartial);

        static bool IsPartial(uint pixel) => pixel >> 24 is > 0 and < 255;
    }

    /// <summary>An eighth of an octave down: 233.8 of 255, and between 255 and 214 in the chip's table 235.</summary>
    private static void DrawFog(RendererPair pair)
    {
        pair.Call.VertexOutputs[(int)VertexOutput.Fog] = Vector4.Zero;
        pair.Call.State = pair.Call.State with { Fog = FogMode.Exponential };
        pair.Call.Constants.FogParameters = new Vector2(1.5f - (0.125f / 16), 0);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Fog);
        pair.DrawRectangle(Red, 0, 0, 8, 8);
    }

    /// <summary>Sixteen texels over 24 pixels: each third pixel's centre lies on an edge.</summary>
    private static void DrawTexelEdges(RendererPair pair)
    {
        SetTexture(pair);
        pair.DrawRectangle(Red, 0, 0, 24, 24);
    }

    private static void SetTexture(RendererPair pair)
    {
        pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = RendererPair.SmallTexture;
    }

    private static void DrawSteepDepth(RendererPair pair)
    {
        pair.Call.State = pair.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true };
        pair.Draw((new(3.25f, 4.5f, 100_000, 1), Red, default), (new(58.75f, 15.0625f, 16_000_000, 1), Red, default), (new(13.3125f, 41.125f, 500, 1), Red, default));
    }

    private static void DrawAffinelyAcrossTheEye(RendererPair pair)
    {
        pair.Call.State = pair.Call.State with { IsAffine = true };
        pair.Draw((new(31, 14, 0, 1), Red, default), (new(48, 31, 0, 1), Red, default), (new(13, 30, 0, -1), Red, default));
    }

    private static void DrawWithSlopeOfW(RendererPair pair)
    {
        pair.Call.State = pair.Call.State with
        {
            IsDepthTested = true,
            DepthFunction = CompareFunction.Always,
            WritesDepth = true,
            IsDepthW = true,
            OffsetsFills = true,
        };
        pair.Call.Constants.DepthOffsetFactor = 50;
        RedTriangle(pair, 1000, 9000, 4000);
    }

    /// <summary>The second of two triangles at the same depth is dropped.</summary>
    private static void DrawSignedOverlaps(RendererPair pair)
    {
        pair.Call.State = pair.Call.State with
        {
            Blend = new BlendState { IsEnabled = true, Equation = BlendEquation.AddSigned },
            IsDepthTested = true,
            DepthFunction = CompareFunction.Greater,
            WritesDepth = true,
        };
        (Vector4, Vector4, Vector4)[] triangle = [.. ((Vector4[])[new(31, 4, 10, 1), new(58, 41, 10, 1), new(3, 40, 10, 1)]).Select(static p => (p, new Vector4(0.25f), Vector4.Zero))];
        pair.Draw([.. triangle, .. triangle]);
    }

    private static void DrawCrossedQuad(RendererPair pair)
    {
        pair.Call.State = pair.Call.State with { CulledFaces = Faces.Back };
        pair.Call.Primitive = Primitive.Quads;
        pair.Draw((new(5, 5, 0, 1), Red, default), (new(40, 5, 0, 1), Red, default), (new(5, 40, 0, 1), Red, default), (new(30, 41, 0, 1), Red, default));
    }

    /// <summary>Half of 88 is 5.5 of 31: 5 without dithering.</summary>
    private static void DrawDithered(RendererPair pair)
    {
        pair.Call.Target = pair.Call.Target with { ColorFormat = SurfaceFormat.R5G6B5 };
        pair.Call.State = pair.Call.State with { IsDithered = true, Blend = new BlendState { IsEnabled = true, Source = BlendFactor.SourceAlpha } };
        pair.DrawRectangle(new Vector4(new Vector3(88 / 255f), 0.5f), 0, 0, 8, 8);
    }

    private static void DrawSmoothPolygon(RendererPair pair)
    {
        pair.Call.State = pair.Call.State with { DrawsWholePixels = true, SmoothsPolygons = true };
        pair.DrawRectangle(Red, 4.25f, 4.25f, 20, 20);
    }

    private static void DrawSharedShading(RendererPair pair)
    {
        pair.Call.Target = pair.Call.Target with { Samples = SampleMode.Four, Clip = new Rectangle(0, 0, 32, 24) };
        pair.Draw((new(0, 0, 0, 1), Red, default), (new(8, 0, 0, 1), Green, default), (new(0, 6, 0, 1), Blue, default));
    }

    private static void DrawSamples(RendererPair pair, SampleMode samples, bool isWhole)
    {
        pair.Call.Target = pair.Call.Target with { Samples = samples, Clip = new Rectangle(0, 0, 32, 24) };
        pair.Call.State = pair.Call.State with { DrawsWholePixels = isWhole };
        pair.DrawRectangle(Red, 4.25f, 4.25f, 20, 20);
    }

    private static void DrawLine(RendererPair pair, PipelineState state)
    {
        pair.Call.State = state;
        pair.Call.Primitive = Primitive.Lines;
        pair.Call.Constants.LineWidth = 5;
        pair.Draw((new(5, 5, 0, 1), Red, default), (new(50, 30, 0, 1), Red, default));
    }

    private static void DrawManyLines(RendererPair pair)
    {
        pair.Call.Primitive = Primitive.Lines;
        pair.Call.Constants.LineWidth = 5;
        var vertices = new (Vector4, Vector4, Vector4)[PrimitiveExpander.MaxVertices + 2];
        Array.Fill(vertices, (new(5, 5, 0, 1), Red, default));
        vertices[1] = (new(50, 30, 0, 1), Red, default);
        pair.Draw(vertices);
    }
}
