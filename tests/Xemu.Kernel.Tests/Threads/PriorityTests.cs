using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Threads;

/// <summary>Priorities: what alerts add, and what a process's priority moves.</summary>
public sealed class PriorityTests : IDisposable
{
    private const uint Routine = 0x0012_0000;
    private const int Normal = 8;

    private readonly TestKernel _kernel = new();

    private int Priority => _kernel.Kernel.Threads.PriorityOf(_kernel.Thread);

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void AlertThread_ThatWaits_IsWokenTwoAboveItsPriority()
    {
        uint place = _kernel.Allocate(16);
        _kernel.Memory.Write64(place, unchecked((ulong)-50_000_000));
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("KeDelayExecutionThread", [0, 1, place], out _));

        _ = _kernel.Kernel.Threads.Alert(_kernel.Thread, userMode: false);

        Assert.Equal(Normal + 2, Priority);
        Assert.Equal(NtStatus.Alerted, _kernel.Memory.Read32(_kernel.Thread + Kthread.WaitStatus));
    }

    [Theory]
    [InlineData(Normal, 5U, Normal + 1, 4U)]
    [InlineData(Normal, 1U, Normal, 60U)]
    [InlineData(14, 1U, 15, 60U)]
    public void Wait_ThatEnds_CostsQuantum(int priority, uint quantum, int after, uint left)
    {
        uint place = _kernel.Allocate(16);
        _ = _kernel.Call("KeSetPriorityThread", _kernel.Thread, (uint)priority);
        _kernel.Memory.Write8(_kernel.Thread + Kthread.BasePriority, (byte)priority);
        _ = _kernel.Call("KeInitializeEvent", place, 0, 0);
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("KeWaitForSingleObject", [place, 0, 0, 0, 0], out _));
        _kernel.Memory.Write32(_kernel.Thread + Kthread.Quantum, quantum);

        _ = _kernel.Kernel.Dispatcher.SetEvent(place, 1);

        Assert.Equal((after, left), (Priority, _kernel.Memory.Read32(_kernel.Thread + Kthread.Quantum)));
    }

    [Fact]
    public void SetPriorityProcess_AllThreads_KeepTheirPlaceInIt()
    {
        uint other = CreateSuspended();
        uint process = _kernel.Memory.Read32(_kernel.Thread + Kthread.Process);
        _ = _kernel.Call("KeSetBasePriorityThread", other, 2);

        Assert.Equal((uint)Normal, _kernel.Call("KeSetPriorityProcess", process, 5));

        Assert.Equal((5, 7), (Priority, _kernel.Kernel.Threads.PriorityOf(other)));
        Assert.Equal((0U, 2U), (_kernel.Call("KeQueryBasePriorityThread", _kernel.Thread), _kernel.Call("KeQueryBasePriorityThread", other)));
    }

    [Fact]
    public void SetPriorityProcess_ThreadAtTheTop_StaysThere()
    {
        uint other = CreateSuspended();
        uint process = _kernel.Memory.Read32(_kernel.Thread + Kthread.Process);
        _ = _kernel.Call("KeSetBasePriorityThread", other, 16);

        _ = _kernel.Call("KeSetPriorityProcess", process, 5);

        Assert.Equal(15, _kernel.Kernel.Threads.PriorityOf(other));
        Assert.Equal(16U, _kernel.Call("KeQueryBasePriorityThread", other));
    }

    /// <summary>Makes a thread that never runs: the level stays at that of dispatching.</summary>
    private uint CreateSuspended()
    {
        _kernel.Kernel.Irql = Irql.Dispatch;
        Assert.Equal(NtStatus.Success, _kernel.Kernel.ThreadMaker.Create(new ThreadRequest(0, 0x4000, 0, Routine, 0, Suspended: true, SystemRoutine: 0), out uint thread));
        return thread;
    }
}
