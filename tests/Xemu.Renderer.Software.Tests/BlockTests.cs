using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;

namespace Xemu.Renderer.Software.Tests;

/// <summary>What is done for a whole block gives what is done pixel by pixel, bit for bit.</summary>
public sealed class BlockTests
{
    private const int Size = 32;

    private static readonly float[] OddNumbers =
        [0, -0f, 1, -1, 0.5f, 0.999999f, 16.5f, -7, 1e9f, -1e9f, 1e-30f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sampler_OfPlainTextures_GivesABlockWhatItGivesPixels(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++)
        {
            TextureState state = AnyPlainTexture(random);
            var bytes = new byte[TextureMemory.Range(state with { Limit = uint.MaxValue }, uint.MaxValue).Length];
            random.NextBytes(bytes);
            var sampler = new Sampler();
            sampler.Begin(state, new TextureImage(state, bytes, []));
            Assert.True(sampler.IsSimple);
            (Vector512<float> u, Vector512<float> v, Vector512<float> lod) = (AnyNumbers(random, 40), AnyNumbers(random, 40), AnyNumbers(random, 6));
            ColorBlock block = default;

            sampler.Sample(u, v, lod, ref block, Lanes.All);

            for (int lane = 0; lane < Lanes.Count; lane++)
            {
                Vector4 expected = sampler.Sample(new Vector3(u[lane], v[lane], 0), lod[lane], 0, out _);
                Assert.True(Same(expected, block.Get(lane)), $"{state}, {u[lane]} {v[lane]} at {lod[lane]}: {expected} and not {block.Get(lane)}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Sampler_OfFootprints_GivesABlockWhatItGivesPixels(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++)
        {
            TextureState state = AnyPlainTexture(random) with { MaxAnisotropy = 2 << random.Next(3) };
            var bytes = new byte[TextureMemory.Range(state with { Limit = uint.MaxValue }, uint.MaxValue).Length];
            random.NextBytes(bytes);
            var sampler = new Sampler();
            sampler.Begin(state, new TextureImage(state, bytes, []));
            Assert.True(sampler is { IsSimple: true, IsAnisotropic: true });
            (Vector512<float> u, Vector512<float> v, Vector512<float> lod) = (AnyNumbers(random, 40), AnyNumbers(random, 40), AnyNumbers(random, 6));
            var footprint = new Footprint { StepU = AnyNumbers(random, 4), StepV = AnyNumbers(random, 4), Count = AnyCounts(random, state.MaxAnisotropy) };
            ColorBlock block = default;

            sampler.Sample(u, v, lod, footprint, ref block, Lanes.All);

            for (int lane = 0; lane < Lanes.Count; lane++)
            {
                var steps = new Vector4(footprint.StepU[lane], footprint.StepV[lane], footprint.Count[lane], 0);
                Vector4 expected = sampler.Sample(new Vector3(u[lane], v[lane], 0), lod[lane], steps, out _);
                Assert.True(Same(expected, block.Get(lane)), $"{state}, {u[lane]} {v[lane]} at {lod[lane]} along {steps}: {expected} and not {block.Get(lane)}");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Merger_OfAnyState_GivesABlockWhatItGivesPixels(int seed)
    {
        var random = new Random(seed);
        var draws = new RandomDraw(random);
        for (int i = 0; i < 300; i++)
        {
            DrawCall call = RendererBenchCall(draws, random);
            byte[] colors = Bytes(random);
            byte[] depths = Bytes(random);
            (byte[] blockColors, byte[] blockDepths) = ([.. colors], [.. depths]);
            PixelBlock block = AnyPixels(random);
            uint mask = random.Next(4) == 0 ? Lanes.All : (uint)random.Next(1 << Lanes.Count);
            var merger = new OutputMerger();
            merger.Begin(call);

            ulong passed = EachPixel(call, colors, depths, block, mask);
            WholeBlock(merger, call, blockColors, blockDepths, block, mask);

            Assert.Equal(passed, merger.PassedCount);
            Assert.True(colors.AsSpan().SequenceEqual(blockColors), $"{call.State} {call.Target.ColorFormat}");
            Assert.True(depths.AsSpan().SequenceEqual(blockDepths), $"{call.State} {call.Target.DepthFormat}");
        }
    }

    private static DrawCall RendererBenchCall(RandomDraw draws, Random random)
    {
        DrawCall call = Xemu.Testing.PlainDraw.Create(RendererBench.Target);
        draws.Scramble(call);
        call.Target = call.Target with
        {
            Samples = SampleMode.One,
            WidthLog2 = 5,
            HeightLog2 = 2,
            ColorFormat = random.Next(2) == 0 ? SurfaceFormat.A8R8G8B8 : call.Target.ColorFormat,
        };
        call.State = call.State with
        {
            ColorMask = random.Next(2) == 0 ? ColorMask.All : call.State.ColorMask,
            Blend = call.State.Blend with { Logic = random.Next(3) == 0 ? Any<LogicOperation>(random) : null },
            Stencil = new StencilState
            {
                IsEnabled = random.Next(2) == 0,
                Function = Any<CompareFunction>(random),
                Reference = (byte)random.Next(256),
                ReadMask = (byte)random.Next(256),
                WriteMask = (byte)random.Next(256),
                Fail = Any<StencilOperation>(random),
                DepthFail = Any<StencilOperation>(random),
                Pass = Any<StencilOperation>(random),
            },
        };
        return call;
    }

    private static T Any<T>(Random random)
        where T : struct, Enum => Enum.GetValues<T>()[random.Next(Enum.GetValues<T>().Length)];

    private static ulong EachPixel(DrawCall call, byte[] colors, byte[] depths, PixelBlock block, uint mask)
    {
        RenderTarget target = call.Target;
        var color = new SurfaceView(colors, SurfaceMemory.BytesPerPixel(target.ColorFormat), Size * 4, target);
        var depth = new SurfaceView(depths, SurfaceMemory.BytesPerPixel(target.DepthFormat), Size * 4, target);
        var oracle = new MergerOracle(call);
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            if ((mask >> lane & 1) != 0
                && oracle.TestAlpha(block.Color.Get(lane))
                && oracle.TestDepth(depth, 3 + lane, 2, block.Depth[lane]))
            {
                oracle.Write(color, 3 + lane, 2, block.Color.Get(lane));
            }
        }

        return oracle.PassedCount;
    }

    private static void WholeBlock(OutputMerger merger, DrawCall call, byte[] colors, byte[] depths, PixelBlock block, uint mask)
    {
        RenderTarget target = call.Target;
        var color = new SurfaceView(colors, SurfaceMemory.BytesPerPixel(target.ColorFormat), Size * 4, target);
        var depth = new SurfaceView(depths, SurfaceMemory.BytesPerPixel(target.DepthFormat), Size * 4, target);
        mask = merger.TestAlpha(block, merger.PassEarly(depth, 3, 2, block.Depth, mask));
        mask = merger.TestDepth(depth, 3, 2, block.Depth, mask);
        merger.Write(color, 3, 2, block.Color, mask);
    }

    private static byte[] Bytes(Random random)
    {
        // Now and then the memory ends within the block.
        var bytes = new byte[random.Next(4) == 0 ? random.Next(Size * 4 * 4) : Size * 4 * 4];
        random.NextBytes(bytes);
        return bytes;
    }

    private static PixelBlock AnyPixels(Random random)
    {
        var block = new PixelBlock { Depth = AnyNumbers(random, 1 << 24) };
        for (int lane = 0; lane < Lanes.Count; lane++)
        {
            block.Color.Set(lane, new Vector4(random.NextSingle(), random.NextSingle(), random.Next(256) / 255f, random.Next(256) / 255f));
        }

        return block;
    }

    internal static TextureState AnyPlainTexture(Random random)
    {
        bool isSwizzled = random.Next(2) == 0;
        TextureAddress Address() => random.Next(3) switch { 0 => TextureAddress.Wrap, 1 => TextureAddress.Mirror, _ => TextureAddress.ClampToEdge };
        return RendererBench.Texture(0, 1 << random.Next(6), 1 << random.Next(6)) with
        {
            Layout = isSwizzled ? SurfaceLayout.Swizzled : SurfaceLayout.Pitch,
            Levels = isSwizzled ? random.Next(1, 5) : 1,
            Limit = uint.MaxValue,
            AddressU = Address(),
            AddressV = Address(),
            MinFilter = (TextureFilter)random.Next((int)TextureFilter.Nearest, (int)TextureFilter.Convolution),
            MagFilter = random.Next(2) == 0 ? TextureFilter.Nearest : TextureFilter.Linear,
            LodBias = random.Next(-600, 600),
            MinLod = random.Next(600),
            MaxLod = random.Next(0xFFF),
            SignedComponents = random.Next(2) == 0 ? ColorMask.None : (ColorMask)random.Next(16),
        };
    }

    internal static Vector512<float> AnyCounts(Random random, int most) =>
        Vector512.Create<float>([.. Enumerable.Range(0, Lanes.Count).Select(_ => random.Next(8) == 0 ? float.NaN : 1 + (random.NextSingle() * (most - 1)))]);

    internal static Vector512<float> AnyNumbers(Random random, float range)
    {
        var numbers = new float[Lanes.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = random.Next(8) == 0 ? OddNumbers[random.Next(OddNumbers.Length)] : (random.NextSingle() - 0.3f) * range;
        }

        return Vector512.Create<float>(numbers);
    }

    /// <summary>Every NaN is the same.</summary>
    internal static bool Same(Vector4 x, Vector4 y) => x.Equals(y) || MemoryMarshal.Cast<Vector4, float>(new[] { x }).SequenceEqual(MemoryMarshal.Cast<Vector4, float>(new[] { y }));
}
