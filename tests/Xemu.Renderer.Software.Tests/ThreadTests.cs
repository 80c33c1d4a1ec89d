using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

/// <summary>How many threads draw does not change the picture.</summary>
public sealed class ThreadTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Draws_OfAnyState_AreTheSameWithMoreThreads(int threads)
    {
        using var one = new Bench(1);
        using var more = new Bench(threads);
        var random = new RandomDraw(new Random(threads));
        for (int i = 0; i < 60; i++)
        {
            random.Scramble(one.Call);
            Enlarge(one.Call);
            one.Call.Target = Enlarged(one.Call.Target, isShared: i % 2 == 0);
            one.Call.CopyTo(more.Call);
            one.Renderer.Draw(one.Call);
            more.Renderer.Draw(more.Call);
        }

        Assert.Equal(one.Renderer.TakePassedCount(), more.Renderer.TakePassedCount());
        Assert.True(one.Memory().AsSpan().SequenceEqual(more.Memory()));
        Assert.InRange(more.SharedCount, 15, 30);
    }

    [Fact]
    public void PixelProgram_OfADrawOfManyThreads_IsCompiledOnce()
    {
        using var more = new Bench(5);
        more.Call.Target = more.Call.Target with { Clip = new Rectangle(0, 0, 160, 160), Color = new Surface(0, uint.MaxValue, 1280), Depth = new Surface(0x8_0000, uint.MaxValue, 1280) };
        PlainDraw.SetVertices(more.Call, [(new(0, 0, 0, 1), default, default), (new(512, 0, 0, 1), default, default), (new(0, 512, 0, 1), default, default)]);

        more.Renderer.Draw(more.Call);

        Assert.Equal((1, 1), (more.SharedCount, more.CompiledCount));
    }

    [Theory]
    [InlineData(5, 0)]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(15, 1)]
    public void SwizzledTarget_LowerThanItsClip_IsDrawnByOneThread(int heightLog2, int expected)
    {
        using var one = new Bench(1);
        using var more = new Bench(7);
        foreach (Bench bench in (Bench[])[one, more])
        {
            // Where rows come again each pixel is drawn several times, and what comes out depends on which was first.
            bench.Call.Target = bench.Call.Target with { Layout = SurfaceLayout.Swizzled, WidthLog2 = 8, HeightLog2 = heightLog2, Depth = default, Clip = new Rectangle(0, 0, 256, 192) };
            bench.Call.State = bench.Call.State with { Blend = new BlendState { IsEnabled = true, Source = BlendFactor.One, Destination = BlendFactor.SourceAlpha } };
            PlainDraw.SetVertices(bench.Call, [(new(0, 0, 0, 1), new(1, 0, 0, 1), default), (new(512, 0, 0, 1), new(0, 1, 0, 0.5f), default), (new(0, 512, 0, 1), new(0, 0, 1, 0), default)]);
            bench.Renderer.Draw(bench.Call);
        }

        Assert.Equal(expected, more.SharedCount);
        Assert.True(one.Memory().AsSpan().SequenceEqual(more.Memory()));
    }

    /// <summary>A picture that is large enough to be shared, and its rows and surfaces apart, or as they are.</summary>
    private static RenderTarget Enlarged(in RenderTarget target, bool isShared) => target with
    {
        Clip = new Rectangle(0, 0, 160, 160),
        Color = isShared ? new Surface(0, uint.MaxValue, 1280) : target.Color,
        Depth = isShared ? new Surface(0x8_0000, uint.MaxValue, 1280) : target.Depth,
        HeightLog2 = isShared ? 9 : target.HeightLog2,
    };

    /// <summary>Draws as large as those that are shared: places that are no odd numbers lie four times as far apart.</summary>
    private static void Enlarge(DrawCall call)
    {
        for (int i = 0; i < call.Vertices.Length; i += DrawCall.AttributeCount)
        {
            call.Vertices[i] = new Vector4(4 * call.Vertices[i].X, 4 * call.Vertices[i].Y, call.Vertices[i].Z, call.Vertices[i].W);
        }
    }

    private sealed class Bench : IDisposable
    {
        private readonly TestMachine _machine = new();

        public Bench(int threads)
        {
            Renderer = new SoftwareRenderer(new SoftwareRendererOptions { Threads = threads }, _machine);
            Renderer.Attach(_machine.Ram);
            Call = new RendererBench(_machine.Ram).Call;
        }

        public SoftwareRenderer Renderer { get; }

        public DrawCall Call { get; }

        public long CompiledCount => _machine.Counters["programs"]();

        public long SharedCount => _machine.Counters["shared"]();

        public byte[] Memory()
        {
            using RamLease lease = _machine.Ram.Lease(0, (int)_machine.Ram.SizeBytes, RamAccess.Read);
            return lease.Span.ToArray();
        }

        public void Dispose()
        {
            Renderer.Dispose();
            _machine.Dispose();
        }
    }
}
