using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Threaded.Tests;

/// <summary>Who waits for what: each for the work that stands against what it does, and for nothing that comes later.</summary>
public sealed class ThreadedOrderTests : IDisposable
{
    private const uint Back = 0x8_0000;

    private readonly TestMachine _machine = new();
    private readonly StepRenderer _inner = new();
    private readonly RendererBench _bench;
    private readonly ThreadedRenderer _renderer;

    public ThreadedOrderTests()
    {
        _bench = new RendererBench(_machine.Ram);
        _bench.Call.Target = _bench.Call.Target with { DepthFormat = DepthFormat.None };
        _renderer = new ThreadedRenderer(new ThreadedRendererOptions { Renderer = _inner }, _machine);
        _renderer.Attach(_machine.Ram);
    }

    public void Dispose()
    {
        _inner.Permits.Release(1000);
        _renderer.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void Read_OfWhatTheFirstOfTwoDrawsWrites_WaitsForThatOne()
    {
        _renderer.Draw(_bench.Call);
        DrawBack();
        _inner.Permits.Release();

        Read(RendererBench.ColorOffset);

        Assert.Equal(1, _inner.Drawn);
    }

    [Fact]
    public async Task Read_DuringWhichTheSameSurfaceIsDrawnAgain_LeavesTheNextReadToWait()
    {
        _renderer.Draw(_bench.Call);
        Task first = Task.Run(() => Read(RendererBench.ColorOffset), TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => _machine.Counters["waits"]() == 1);
        _renderer.Draw(_bench.Call);
        _inner.Permits.Release();
        await first;
        int drawn = _inner.Drawn;

        Task second = Task.Run(() => Read(RendererBench.ColorOffset), TestContext.Current.CancellationToken);
        SpinWait.SpinUntil(() => second.IsCompleted || _machine.Counters["waits"]() == 2);
        bool isWaiting = !second.IsCompleted;
        _inner.Permits.Release();
        await second;

        Assert.Equal((1, true, 2), (drawn, isWaiting, _inner.Drawn));
    }

    [Fact]
    public void Scanout_OfAPictureThatIsFinished_DoesNotWaitForTheNextOne()
    {
        _inner.Permits.Release();
        _renderer.Draw(_bench.Call);
        _renderer.WriteBack();
        DrawBack();

        _renderer.ReadScanout(new ScanoutCall(RendererBench.Rows(RendererBench.ColorOffset, 0, 0), 4, 1, SurfaceFormat.A8R8G8B8), _machine.Ram, new byte[4]);

        Assert.Equal(1, _inner.Drawn);
    }

    [Fact]
    public void Write_ToATextureThatIsUsedNoMore_DoesNotWait()
    {
        _inner.Permits.Release();
        _bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, 64, 48));
        _renderer.Draw(_bench.Call);
        _renderer.WriteBack();
        _bench.Call.Textures[0] = default;
        DrawBack();

        _bench.Fill(RendererBench.TextureOffset, 1, 1);

        Assert.Equal(1, _inner.Drawn);
    }

    [Fact]
    public void Draw_WhileTheMachineStands_IsDoneWhenItReturns()
    {
        const int Draws = 200;
        _inner.Permits.Release(Draws);
        _inner.Action = static _ => Thread.Yield();
        ((Xemu.Abstractions.IComponent)_renderer).Start();
        _renderer.Pause();
        var drawn = new List<int>();
        for (int i = 0; i < Draws; i++)
        {
            _renderer.Draw(_bench.Call);
            drawn.Add(_inner.Drawn);
        }

        Assert.Equal(Enumerable.Range(1, Draws), drawn);
    }

    [Fact]
    public void Waits_OfAnIdleRenderer_AreNone()
    {
        _renderer.Pause();
        _renderer.WriteBack();
        _renderer.Quiesce();

        Assert.Equal(0, _machine.Counters["waits"]());
    }

    [Fact]
    public void LargeBatches_OneAfterTheOther_LeaveNoneOfTheirRoom()
    {
        const int Draws = 300;
        const long Mebibyte = 1 << 20;
        _inner.Permits.Release(Draws);
        _bench.Call.VertexCount = 1 << 13;
        _bench.Call.Vertices = new System.Numerics.Vector4[_bench.Call.VertexCount * DrawCall.AttributeCount];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Draws; i++)
        {
            _renderer.Draw(_bench.Call);
        }

        _renderer.WriteBack();

        // 2 MiB each, of which 64 MiB may stay.
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Mebibyte, 0, 80);
    }

    [Fact]
    public void Detach_AfterTheRendererThrew_GivesUpItsClaimsAndSaysSoOnce()
    {
        _inner.Permits.Release();
        _inner.Action = memory =>
        {
            _ = memory.Claim(Back, 4096, RamAccess.ReadWrite, new Complaint());
            throw new InvalidOperationException("It is broken.");
        };
        _renderer.Draw(_bench.Call);

        Assert.Throws<InvalidOperationException>(_renderer.Detach);
        _bench.Fill(Back, 1, 1);
        _renderer.Attach(_machine.Ram);
        _renderer.Detach();
    }

    [Fact]
    public void Draw_AfterTheRendererThrew_ThrowsThat()
    {
        _inner.Permits.Release();
        _inner.Action = static _ => throw new InvalidOperationException("It is broken.");
        _renderer.Draw(_bench.Call);
        Read(RendererBench.ColorOffset);

        Assert.Throws<InvalidOperationException>(() => _renderer.Draw(_bench.Call));
        _renderer.Detach();
    }

    [Fact]
    public void Lease_ThatTakesAnotherOneOnTheWay_IsStillPastItsOwnClaims()
    {
        var own = new Complaint();
        _inner.Permits.Release();
        _inner.Action = memory =>
        {
            using IDisposable first = _machine.Ram.Claim(Back, 4096, RamAccess.Read, new Visitor(() => memory.Lease(Back + 0x1000, 4, RamAccess.Read, new Complaint()).Dispose()));
            using IDisposable second = memory.Claim(Back, 4096, RamAccess.Read, own);
            memory.Lease(Back, 4, RamAccess.Read, own).Dispose();
        };

        _renderer.Draw(_bench.Call);

        _renderer.WriteBack();
    }

    private void Read(uint offset) => _machine.Ram.Lease(offset, 4, RamAccess.Read).Dispose();

    private void DrawBack()
    {
        _bench.Call.Target = _bench.Call.Target with { Color = new Surface(Back, 0xF_FFFF, RendererBench.Width * 4) };
        _renderer.Draw(_bench.Call);
    }

    private sealed class Visitor(Action action) : IRamClaimant
    {
        public void BeforeAccess(ulong offset, ulong length, RamAccess access) => action();
    }

    private sealed class Complaint : IRamClaimant
    {
        public void BeforeAccess(ulong offset, ulong length, RamAccess access) => throw new InvalidOperationException("Nobody may ask this claim.");
    }
}
