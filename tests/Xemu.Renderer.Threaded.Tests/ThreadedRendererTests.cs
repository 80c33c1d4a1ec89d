using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Threaded.Tests;

public sealed class ThreadedRendererTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly HeldRenderer _inner = new();
    private readonly RendererBench _bench;
    private readonly ThreadedRenderer _renderer;

    public ThreadedRendererTests()
    {
        _bench = new RendererBench(_machine.Ram);
        _renderer = new ThreadedRenderer(new ThreadedRendererOptions { Renderer = _inner }, _machine);
        _renderer.Attach(_machine.Ram);
    }

    public void Dispose()
    {
        _inner.Gate.Set();
        _renderer.Dispose();
        _machine.Dispose();
    }

    [Fact]
    public void Draw_WhileAnotherIsDrawn_ReturnsAtOnce()
    {
        _renderer.Draw(_bench.Call);
        _renderer.Draw(_bench.Call);
        int drawn = _inner.Drawn;
        _inner.Gate.Set();
        _renderer.WriteBack();

        Assert.Equal((0, 2), (drawn, _inner.Drawn));
    }

    [Fact]
    public void Draw_OnItsThread_IsNotTheCallers()
    {
        _inner.Gate.Set();

        _renderer.Draw(_bench.Call);
        _renderer.WriteBack();

        Assert.DoesNotContain(Environment.CurrentManagedThreadId, _inner.Threads);
        Assert.Single(_inner.Threads.Distinct());
    }

    [Fact]
    public void Scanout_OfWhatNobodyDraws_IsMemoryWithoutWaiting()
    {
        _machine.Ram.Lease(0xC_0000, 4, RamAccess.Write).Span.Fill(9);
        _renderer.Draw(_bench.Call);

        byte[] shown = ReadScanout(0xC_0000);

        Assert.Equal([9, 9, 9, 9], shown);
        Assert.Equal(0, _inner.Drawn);
    }

    [Fact]
    public void Scanout_OfWhatTheRendererHas_IsAskedOfItOnItsThread()
    {
        _inner.ClaimsAt = 0xC_0000;
        _inner.Gate.Set();
        _renderer.Draw(_bench.Call);
        _renderer.WriteBack();

        byte[] shown = ReadScanout(0xC_0000);

        Assert.Equal([7, 7, 7, 7], shown);
        Assert.Equal(0, _inner.Asked);
        Assert.DoesNotContain(Environment.CurrentManagedThreadId, _inner.Threads);
        _machine.Ram.Lease(0xC_0000, 4, RamAccess.Read).Dispose();
        Assert.Equal([0, 0, 0, 0], ReadScanout(0xC_0000));
    }

    [Fact]
    public void Copy_OfMemoryThatIsReadThen_IsDoneBefore()
    {
        _inner.Gate.Set();
        _machine.Ram.Lease(0xC_0000, 4, RamAccess.Write).Span.Fill(9);
        _renderer.Draw(_bench.Call);

        _renderer.Copy(new CopyCall(new MemoryRows(0xC_0000, 4, 0, 0xF_FFFF), new MemoryRows(0xD_0000, 4, 0, 0xF_FFFF), 4, 1, SurfaceFormat.None), _machine.Ram);
        _machine.Ram.Lease(0xC_0000, 4, RamAccess.Write).Span.Fill(1);

        Assert.Equal([9, 9, 9, 9], _machine.Ram.Lease(0xD_0000, 4, RamAccess.Read).Span.ToArray());
    }

    [Fact]
    public void MemoryThatIsNotDrawnInto_IsReadWithoutWaiting()
    {
        _renderer.Draw(_bench.Call);

        _machine.Ram.Lease(0xC_0000, 4096, RamAccess.ReadWrite).Dispose();

        Assert.Equal(0, _inner.Drawn);
    }

    [Fact]
    public void Texture_ReadByOthersWhileItIsUsed_DoesNotWait()
    {
        _bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, 64, 48));
        _renderer.Draw(_bench.Call);

        _machine.Ram.Lease(RendererBench.TextureOffset, 4096, RamAccess.Read).Dispose();

        Assert.Equal(0, _inner.Drawn);
    }

    [Fact]
    public void Renderer_ThatThrows_HasItsExceptionOnTheMachineThread()
    {
        _inner.Throws = true;
        _inner.Gate.Set();
        _renderer.Draw(_bench.Call);

        Assert.Throws<InvalidOperationException>(_renderer.WriteBack);
    }

    [Fact]
    public void Claim_OfTheRendererWithin_IsAnsweredOnItsThread()
    {
        _inner.Gate.Set();
        _inner.ClaimsAt = 0x9_0000;
        _renderer.Draw(_bench.Call);
        _renderer.WriteBack();

        _machine.Ram.Lease(0x9_0000, 4, RamAccess.Read).Dispose();

        Assert.Equal((1, true), (_inner.Asked, _inner.Threads.Distinct().Count() == 1));
    }

    private byte[] ReadScanout(ulong offset)
    {
        byte[] shown = new byte[4];
        _renderer.ReadScanout(new ScanoutCall(new MemoryRows(offset, 4, 0, 0xF_FFFF), 4, 1, SurfaceFormat.A8R8G8B8), _machine.Ram, shown);
        return shown;
    }

    /// <summary>Draws nothing before it is let.</summary>
    private sealed class HeldRenderer : IRenderer, IRamClaimant
    {
        private IRamBlock? _memory;
        private IDisposable? _claim;

        public ManualResetEventSlim Gate { get; } = new(false);

        public int Drawn { get; private set; }

        public int Asked { get; private set; }

        public bool Throws { get; set; }

        public ulong ClaimsAt { get; set; }

        public List<int> Threads { get; } = [];

        public void Attach(IRamBlock memory) => _memory = memory;

        public void Draw(DrawCall call)
        {
            Gate.Wait();
            Threads.Add(Environment.CurrentManagedThreadId);
            Drawn++;
            if (Throws)
            {
                throw new InvalidOperationException("It is broken.");
            }

            if (ClaimsAt != 0)
            {
                _claim = _memory!.Claim(ClaimsAt, 4096, RamAccess.Read, this);
                _memory.Lease(ClaimsAt, 4, RamAccess.Write, this).Dispose();
            }
        }

        public void Clear(in ClearCall call) => Drawn++;

        public void ReadScanout(in ScanoutCall call, IRamBlock memory, Span<byte> pixels)
        {
            Threads.Add(Environment.CurrentManagedThreadId);
            pixels.Fill(7);
        }

        public ulong TakePassedCount() => 0;

        public void WriteBack() => Threads.Add(Environment.CurrentManagedThreadId);

        public void BeforeAccess(ulong offset, ulong length, RamAccess access)
        {
            Asked++;
            Threads.Add(Environment.CurrentManagedThreadId);
            _claim?.Dispose();
        }
    }
}
