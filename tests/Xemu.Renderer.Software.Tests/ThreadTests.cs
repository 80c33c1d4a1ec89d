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
            one.Call.Target = one.Call.Target with { Clip = new Rectangle(0, 0, 160, 160) };
            one.Call.CopyTo(more.Call);
            one.Renderer.Draw(one.Call);
            more.Renderer.Draw(more.Call);
        }

        Assert.Equal(one.Renderer.TakePassedCount(), more.Renderer.TakePassedCount());
        Assert.True(one.Memory().AsSpan().SequenceEqual(more.Memory()));
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
