using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>What commands cost bounds what is done at once in step with the processor; the rest comes some guest time later.</summary>
public sealed class RunCostTests : IDisposable
{
    private const ulong PauseNs = 100_000;

    private readonly Worker _renderer = new();
    private readonly GpuBench _bench;
    private readonly PushBuffer _push;

    public RunCostTests()
    {
        _bench = new GpuBench(renderer: _renderer);
        _push = new PushBuffer(_bench);
        _push.Kelvin3D(0x184, PushBuffer.Memory, PushBuffer.Memory).Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, PushBuffer.Memory).Kelvin3D(0x19C, PushBuffer.Memory);
        _push.Kelvin3D(0x200, 2048u << 16, 2048u << 16, 0x128u, 0x2000_2000u, 0u, 0u);
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Draws_OfMuchWork_WaitForGuestTime()
    {
        _renderer.WorkOfADraw = 1 << 27;
        AddDraws(3, 1);

        Assert.Equal([1, 2, 3], Runs(3));
    }

    [Fact]
    public void Draws_OfLongPrograms_CostTheirInstructions()
    {
        // 136 times MOV oD0, v0: two instructions each, for 65,536 vertices.
        _push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);
        for (int i = 0; i < 136; i++)
        {
            _push.Kelvin3D(0xB00, 0u, 0x0020_001Bu, 0x0836_106Cu, 0x2070_F818u);
        }

        AddDraws(6, 256);

        Assert.Equal([4, 6], Runs(2));
    }

    [Fact]
    public void Draws_OfLargeTextures_CostTheirTexels()
    {
        // Four textures of 4096×4096 texels, compressed.
        _push.Kelvin3D(0x1E70, 0x0000_8421u);
        for (uint unit = 0; unit < 4; unit++)
        {
            _push.Kelvin3D(0x1B00 + (unit * 0x40), 0u, 0x0CC1_0C29u).Kelvin3D(0x1B0C + (unit * 0x40), 0x4000_0000u);
        }

        AddDraws(10, 1);

        Assert.Equal([8, 10], Runs(2));
    }

    [Fact]
    public void Clears_OfFourSamples_CostEachOfThem()
    {
        _push.Kelvin3D(0x208, 0x2128u).Kelvin3D(0x1D98, 0x07FF_0000u, 0x07FF_0000u);
        for (int i = 0; i < 20; i++)
        {
            _push.Words((1 << 18) | 0x1D94, 0xF0u);
        }

        // 2^24 samples each are 2^16 words.
        Assert.Equal([16, 20], Runs(2));
    }

    [Fact]
    public void StopRequest_AmidCommands_EndsTheRunBetweenTwoOfThem()
    {
        AddDraws(3, 1);
        _renderer.Drawn = () => _bench.Machine.IsStopRequested = true;

        _push.Run();
        int atOnce = _renderer.Done;
        _renderer.Drawn = null;
        _bench.Machine.IsStopRequested = false;

        Assert.Equal((1, 3), (atOnce, AfterPause()));
    }

    /// <summary>Adds draws of so many times 256 vertices, without having the chip execute them.</summary>
    private void AddDraws(int count, int ranges)
    {
        _push.Kelvin3D(0x1720, 0u).Kelvin3D(0x1760, 0x0000_0C32u);
        for (int i = 0; i < count; i++)
        {
            _push.Words((1 << 18) | 0x17FC, 1u, 0x4000_0000u | ((uint)ranges << 18) | 0x1810);
            for (int range = 0; range < ranges; range++)
            {
                _push.Words(0xFF00_0000u | ((uint)range << 8));
            }

            _push.Words((1 << 18) | 0x17FC, 0u);
        }
    }

    /// <summary>What was done at once, and after each of some pauses.</summary>
    private int[] Runs(int count)
    {
        _push.Run();
        return [_renderer.Done, .. Enumerable.Range(1, count - 1).Select(_ => AfterPause())];
    }

    private int AfterPause()
    {
        _bench.Machine.Advance(PauseNs);
        return _renderer.Done;
    }

    /// <summary>Draws nothing, at a price.</summary>
    private sealed class Worker : IRenderer
    {
        private long _work;

        /// <summary>Draws and clears.</summary>
        public int Done { get; private set; }

        public long WorkOfADraw { get; set; }

        public Action? Drawn { get; set; }

        public void Attach(IRamBlock memory)
        {
            // Nothing is drawn.
        }

        public void Draw(DrawCall call)
        {
            Done++;
            _work += WorkOfADraw;
            Drawn?.Invoke();
        }

        public void Clear(in ClearCall call) => Done++;

        public long TakeWork()
        {
            (long work, _work) = (_work, 0);
            return work;
        }

        public ulong TakePassedCount() => 0;

        public void WriteBack()
        {
            // Nothing is drawn.
        }
    }
}
