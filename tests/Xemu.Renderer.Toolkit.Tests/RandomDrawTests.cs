using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Draws of one colour with any tests, blending and gates, one over the other, give the software renderer's pictures.</summary>
public sealed class RandomDrawTests
{
    private const int SurfaceBytes = RendererPair.Width * RendererPair.Height * 4;

    [Fact]
    public void Draws_OfAnyTests_GiveTheSamePicture()
    {
        using var pair = new RendererPair();
        int count = ShaderTools.Campaign(60);
        for (int seed = 0; seed < count; seed++)
        {
            DrawRandom(pair, new Random(seed));
            AssertSame(pair, $"seed {seed}, {pair.Call.Target}, {pair.Call.State}");
        }
    }

    /// <summary>Draws that no sane program makes: the host takes all of them, and draws what comes behind.</summary>
    [Fact]
    public void Draws_OfAnything_AreSurvivedByTheHost()
    {
        int count = ShaderTools.Campaign(40);
        using var pair = new RendererPair();
        var random = new RandomDraw(new Random(count));
        (DrawCall large, DrawCall small) = (new RendererBench(pair.Ram).Call, new RendererBench(pair.Ram).Call);
        for (int i = 0; i < count; i++)
        {
            random.ScrambleAll(large);
            pair.Gpu.Draw(large);
            random.Scramble(small);
            pair.Gpu.Draw(small);
        }

        pair.FillRandom(RendererPair.ColorOffset, SurfaceBytes);
        pair.DrawRectangle(Vector4.One, 0, 0, 20, 20);

        pair.AssertSamePicture();
    }

    private static void AssertSame(RendererPair pair, string what)
    {
        (ulong expected, ulong actual) = pair.TakePassedCounts();
        Assert.True(expected == actual, $"{actual} fragments passed where {expected} are right: {what}");
        Assert.True(pair.CountDifferences(RendererPair.DepthOffset, SurfaceBytes) == 0, $"Depth or stencil differs: {what}");

        // A host rounds what it blends by itself: each of two draws may add a step.
        Assert.True(pair.CountDifferences(RendererPair.ColorOffset, SurfaceBytes, tolerance: 2) == 0, $"The picture differs: {what}");
    }

    /// <summary>Fills memory and draws two rectangles.</summary>
    private static void DrawRandom(RendererPair pair, Random random)
    {
        pair.FillRandom(RendererPair.ColorOffset, SurfaceBytes);
        pair.FillRandom(RendererPair.DepthOffset, SurfaceBytes);
        pair.Call.Target = pair.Call.Target with
        {
            DepthFormat = Any(random, Enum.GetValues<DepthFormat>()),
            IsFloatDepth = Flag(random),
            Clip = new Rectangle(random.Next(8), random.Next(8), 30 + random.Next(30), 30 + random.Next(18)),
        };
        for (int i = 0; i < 2; i++)
        {

            // A step of the first draw's rounding is many for a logic operation.
            pair.Call.State = State(random, hasLogic: i == 0);
            Fill(pair.Call.Constants, random);
            (int left, int top) = (random.Next(20), random.Next(20));
            pair.DrawRectangle(Color(random), left, top, left + 40, top + 30, random.Next(1 << 16));
        }
    }

    private static PipelineState State(Random random, bool hasLogic) => new()
    {
        AlphaFunction = Any(random, Enum.GetValues<CompareFunction>()),
        Blend = new BlendState
        {
            IsEnabled = Flag(random),
            Source = Any(random, Enum.GetValues<BlendFactor>()),
            Destination = Any(random, Enum.GetValues<BlendFactor>()),
            Equation = Any(random, Enum.GetValues<BlendEquation>()),
            Logic = hasLogic && random.Next(4) == 0 ? Any(random, Enum.GetValues<LogicOperation>()) : null,
        },
        ColorMask = Flag(random) ? ColorMask.All : (ColorMask)random.Next(16),
        IsDepthTested = Flag(random),
        DepthFunction = Any(random, Enum.GetValues<CompareFunction>()),
        WritesDepth = Flag(random),
        ClampsDepth = Flag(random),
        Stencil = Stencil(random),
        CulledFaces = random.Next(5) == 0 ? Faces.Front : Faces.None,
        IsFrontClockwise = random.Next(4) != 0,
        IsFlat = Flag(random),
        IsStippled = random.Next(3) == 0,
        IsWindowClipExclusive = random.Next(3) == 0,
        CountsPasses = true,
    };

    private static StencilState Stencil(Random random) => new()
    {
        IsEnabled = Flag(random),
        Function = Any(random, Enum.GetValues<CompareFunction>()),
        Reference = (byte)random.Next(256),
        ReadMask = (byte)random.Next(256),
        WriteMask = (byte)random.Next(256),
        Fail = Any(random, Enum.GetValues<StencilOperation>()),
        DepthFail = Any(random, Enum.GetValues<StencilOperation>()),
        Pass = Any(random, Enum.GetValues<StencilOperation>()),
    };

    private static void Fill(DrawConstants constants, Random random)
    {
        constants.AlphaReference = (byte)random.Next(256);
        constants.BlendColor = (uint)random.NextInt64(1L << 32);
        constants.DepthMin = random.Next(3) == 0 ? random.Next(1 << 15) : 0;
        constants.DepthMax = random.Next(3) == 0 ? random.Next(1 << 16) : 16777215f;
        for (int i = 0; i < constants.WindowClips.Length; i++)
        {
            (int left, int top) = (random.Next(40), random.Next(30));
            constants.WindowClips[i] = new Rectangle(left, top, left + random.Next(24), top + random.Next(24));
        }

        for (int i = 0; i < constants.Stipple.Length; i++)
        {
            constants.Stipple[i] = (uint)random.NextInt64(1L << 32);
        }
    }

    private static Vector4 Color(Random random) => new(random.NextSingle(), random.NextSingle(), random.NextSingle(), random.NextSingle());

    private static bool Flag(Random random) => random.Next(2) == 0;

    private static T Any<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
