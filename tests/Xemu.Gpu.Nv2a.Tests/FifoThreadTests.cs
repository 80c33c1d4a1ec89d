using System.Collections.Concurrent;
using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class FifoThreadTests : IDisposable
{
    private const uint Clear = 0x1D94;
    private const uint ClearValue = 0x1D8C;
    private const uint ShadowOfClearValue = 0x40_1A88;
    private const uint Notifiers = 31;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldRenderer _renderer = new();
    private readonly BlockingCollection<Action> _posted = [];
    private readonly GpuBench _bench;
    private readonly PushBuffer _push;

    public FifoThreadTests()
    {
        _bench = new GpuBench(renderer: _renderer, isReal: true);
        _bench.Machine.Posting = _posted.Add;
        _push = new PushBuffer(_bench);
        _bench.Gpu.Start();
        AwaitIdle();
    }

    public void Dispose()
    {
        // Whatever still waits goes.
        _renderer.Release(1000);
        _bench.Dispose();
        _renderer.Dispose();
        _posted.Dispose();
    }

    [Fact]
    public void Commands_InRealTime_AreExecutedOnAnotherThread()
    {
        _renderer.Release();
        _push.Kelvin3D(Clear, 0xF3u);
        AwaitIdle();

        Assert.Equal(1, _renderer.Clears);
        Assert.NotEqual(Environment.CurrentManagedThreadId, _renderer.Thread);
    }

    [Fact]
    public void PutPointer_WrittenDuringAClear_DoesNotWaitForItsEnd()
    {
        _push.Kelvin3D(Clear, 0xF3u);
        _renderer.AwaitClear();
        uint during = _push.Get;

        _push.Kelvin3D(Clear, 0xF3u).Kelvin3D(ClearValue, 5u);

        Assert.Equal(0, _renderer.Clears);
        Assert.Equal(during, _push.Get);
        _renderer.Release(2);
        AwaitIdle();
        Assert.Equal(2, _renderer.Clears);
        Assert.Equal(5u, _bench.Read(ShadowOfClearValue));
    }

    [Fact]
    public async Task Register_ReadDuringAClear_ShowsTheEngineBetweenTwoMethods()
    {
        _push.Kelvin3D(Clear, 0xF3u);
        _renderer.AwaitClear();
        _push.Kelvin3D(ClearValue, 7u).Kelvin3D(Clear, 0xF3u);

        Task<uint> status = Start(() => _bench.Read(0x40_0700));
        ReleaseForTheNext();

        // The reader was let in before the second clear ended, which nobody has released.
        Assert.Equal(1u, await status);
        _renderer.Release();
        AwaitIdle();
        Assert.Equal((0u, 7u), (_bench.Read(0x40_0700), _bench.Read(ShadowOfClearValue)));
    }

    [Fact]
    public void Commands_WhileGuestTimeStands_Wait()
    {
        _renderer.Release(2);
        _bench.Gpu.Pause();

        _push.Kelvin3D(Clear, 0xF3u);
        _bench.Gpu.Quiesce();

        Assert.Equal(0, _renderer.Clears);
        Assert.NotEqual(_bench.Read(0x80_0040), _push.Get);
        _bench.Gpu.Start();
        AwaitIdle();
        Assert.Equal(1, _renderer.Clears);
    }

    [Fact]
    public void Thread_SignalledWhileParked_ComesAndExecutesNothing()
    {
        int runs = 0;
        using var entered = new SemaphoreSlim(0);
        var gate = new FifoGate();
        using var thread = new FifoThread(gate, CountRun, static _ => { });
        thread.Start();
        Assert.True(entered.Wait(Patience, TestContext.Current.CancellationToken));
        thread.Park();
        int before = runs;
        gate.Entered = () => _ = thread.IsCurrent ? entered.Release() : 0;

        thread.Signal();

        Assert.True(entered.Wait(Patience, TestContext.Current.CancellationToken));
        gate.Entered = null;

        // It was inside when it told; once nobody is, it has left without a run.
        gate.Enter().Dispose();
        Assert.Equal(before, runs);

        FifoStop CountRun()
        {
            runs++;
            entered.Release();
            return FifoStop.Idle;
        }
    }

    [Fact]
    public void Interrupt_OfAMethodBeforeAPause_IsOnTheLineWhenItReturns()
    {
        _push.AddObject(Notifiers, isGraphics: false, 0x0000_B03D, 0xFFF, 0x20_0003, 0x20_0003);
        _bench.Write(0x00_0140, 1);
        _push.Kelvin3D(0x180, Notifiers).Kelvin3D(0x104, 1u).Kelvin3D(0x100, 0u);
        AwaitIdle();
        bool before = _bench.Line;

        _bench.Gpu.Pause();

        Assert.Equal((false, true), (before, _bench.Line));
    }

    [Fact]
    public void Interrupts_OfManyMethods_AskTheMachineThreadOnce()
    {
        _push.AddObject(Notifiers, isGraphics: false, 0x0000_B03D, 0xFFF, 0x20_0003, 0x20_0003);
        _push.Kelvin3D(0x180, Notifiers);
        for (int i = 0; i < 100; i++)
        {
            _push.Kelvin3D(0x104, 1u).Kelvin3D(0x100, 0u);
        }

        AwaitIdle();

        Assert.Single(_posted);
    }

    [Fact]
    public void Dispose_AmidCommandsInACircle_Ends()
    {
        uint here = _push.Get;
        _push.Words(1 << 18 | ClearValue, 1u, here | 1).At(0x20_0000).Run();

        _bench.Gpu.Dispose();

        Assert.InRange(_bench.Read(0x80_0044), here, here + 12);
    }

    [Fact]
    public void Gate_WhoseLeftoversFail_IsFreeAgain()
    {
        var gate = new FifoGate { Entered = static () => throw new InvalidOperationException() };

        Assert.Throws<InvalidOperationException>(() => gate.Enter().Dispose());
        Assert.Throws<InvalidOperationException>(() => gate.TryEnter(out _));
        gate.Entered = null;

        var other = new Thread(() => gate.Enter().Dispose());
        other.Start();
        Assert.True(other.Join(Patience));
    }

    [Fact]
    public void Interrupt_OfAMethod_ReachesTheLineOnTheMachineThread()
    {
        _push.AddObject(Notifiers, isGraphics: false, 0x0000_B03D, 0xFFF, 0x20_0003, 0x20_0003);
        _bench.Write(0x00_0140, 1);
        _push.Kelvin3D(0x180, Notifiers).Kelvin3D(0x104, 1u).Kelvin3D(0x100, 0u);

        Assert.True(_posted.TryTake(out Action? action, Patience));

        Assert.False(_bench.Line);
        action();
        Assert.True(_bench.Line);
        AwaitIdle();
        Assert.Equal(1u << 12, _bench.Read(0x00_0100));
        _bench.Write(0x40_0100, 0xFFFF_FFFF);
        Assert.False(_bench.Line);
    }

    [Fact]
    public async Task Snapshot_AmidCommands_GoesOnInStep()
    {
        _push.Kelvin3D(Clear, 0xF3u, 0xF3u).Kelvin3D(ClearValue, 9u).Kelvin3D(Clear, 0xF3u);
        _renderer.AwaitClear();
        Task paused = Start(() => Do(_bench.Gpu.Pause));
        ReleaseForTheNext();
        await paused;
        Assert.Equal(1, _renderer.Clears);

        var renderer = new RecordingRenderer();
        using var other = new GpuBench(renderer: renderer);
        _ = new PushBuffer(other);
        byte[] commands = new byte[0x1000];
        _bench.Machine.Memory.Read(PushBuffer.Start, commands);
        other.Fill(PushBuffer.Start, commands);
        other.Machine.Advance(1_000_000_000);
        StateBytes.Load(other.Gpu, StateBytes.Save(_bench.Gpu));
        other.Machine.Advance(1_000_000);

        Assert.Single(renderer.Clears);
        Assert.Equal(9u, other.Read(ShadowOfClearValue));
    }

    [Fact]
    public void MemoryThatIsLost_EndsTheMachineOnItsOwnThread()
    {
        _renderer.Failure = new RamLostException("The page is gone.", new IOException());
        _renderer.Release();
        _push.Kelvin3D(Clear, 0xF3u);

        Assert.True(_posted.TryTake(out Action? action, Patience));

        Assert.Throws<RamLostException>(action);
    }

    [Fact]
    public async Task Reset_DuringAClear_WaitsForItsEndAndForgetsTheRest()
    {
        _push.Kelvin3D(Clear, 0xF3u).Kelvin3D(Clear, 0xF3u);
        _renderer.AwaitClear();

        Task reset = Start(() => Do(() => _bench.Gpu.Reset(ResetKind.Warm)));
        ReleaseForTheNext();
        await reset;
        AwaitIdle();

        Assert.Equal(1, _renderer.Clears);
        Assert.Equal(0u, _push.Get);
    }

    /// <summary>Does something as another thread of the machine would.</summary>
    private static Task<T> Start<T>(Func<T> work) => Task.Run(work).WaitAsync(Patience);

    private static bool Do(Action action)
    {
        action();
        return true;
    }

    /// <summary>Lets a clear go once somebody waits for the engine.</summary>
    private void ReleaseForTheNext()
    {
        Assert.True(SpinWait.SpinUntil(() => _bench.Gpu.Gate.IsWanted, Patience));
        _renderer.Release();
    }

    private void AwaitIdle() => Assert.True(SpinWait.SpinUntil(() => _bench.Read(0x80_0040) == _push.Get, Patience));
}
