using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests;

/// <summary>When deferred calls run: as recorded on a console by xbox_kernel_test_suite.</summary>
public sealed class DpcTests : IDisposable
{
    private const uint Routine = 0x8001_F0A0;
    private const uint Inserted = 2;
    private const uint Argument = 24;
    private const uint DispatchLevel = 2;

    private readonly TestKernel _kernel = new();
    private readonly uint _dpc;

    public DpcTests()
    {
        _dpc = _kernel.Allocate(28);
        _ = _kernel.Call("KeInitializeDpc", _dpc, Routine, 0);
    }

    private bool IsQueued => _kernel.Memory.Read8(_dpc + Inserted) != 0;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Insert_AtPassiveLevel_RunsBeforeTheCallReturns()
    {
        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("KeInsertQueueDpc", [_dpc, 1, 2], out _));

        Assert.False(IsQueued);
        Assert.Equal(Routine, _kernel.Memory.Read32(_kernel.ResumedFrame + TrapFrame.Eip));
    }

    [Fact]
    public void Insert_WhileOneIsSaidToRun_WaitsUntilItIsAskedForAndTheLevelFalls()
    {
        _kernel.Memory.Write32(Pcr.DpcRoutineActive, 1);
        Assert.Equal(1U, _kernel.Call("KeInsertQueueDpc", _dpc, 7, 8));
        Assert.Equal(0U, _kernel.Call("KeInsertQueueDpc", _dpc, 7, 9));
        _kernel.Memory.Write32(Pcr.DpcRoutineActive, 0);

        Assert.Equal(CallOutcome.Returned, _kernel.Invoke("KeQueryInterruptTime", [], out _));
        Assert.Equal(CallOutcome.Returned, _kernel.Invoke("HalRequestSoftwareInterrupt", [DispatchLevel], out _));
        Assert.True(IsQueued);
        Assert.Equal(8U, _kernel.Memory.Read32(_dpc + Argument));

        Assert.Equal(CallOutcome.Suspended, _kernel.Invoke("KfLowerIrql", [0], out _));
        Assert.False(IsQueued);
    }

    [Fact]
    public void Request_TakenBack_LeavesTheCallInTheQueue()
    {
        _kernel.Memory.Write32(Pcr.DpcRoutineActive, 1);
        _ = _kernel.Call("KeInsertQueueDpc", _dpc, 0, 0);
        _kernel.Memory.Write32(Pcr.DpcRoutineActive, 0);
        _ = _kernel.Call("HalRequestSoftwareInterrupt", DispatchLevel);

        _ = _kernel.Call("HalClearSoftwareInterrupt", DispatchLevel);

        Assert.Equal(CallOutcome.Returned, _kernel.Invoke("KfLowerIrql", [0], out _));
        Assert.True(IsQueued);
    }

    [Fact]
    public void Remove_TheLastOne_TakesTheRequestBack()
    {
        _kernel.Kernel.Irql = (byte)DispatchLevel;
        Assert.Equal(1U, _kernel.Call("KeInsertQueueDpc", _dpc, 0, 0));
        Assert.Equal((1U, 0U), (_kernel.Call("KeRemoveQueueDpc", _dpc), _kernel.Call("KeRemoveQueueDpc", _dpc)));
        _kernel.Memory.Write32(Pcr.DpcRoutineActive, 1);

        Assert.Equal(1U, _kernel.Call("KeInsertQueueDpc", _dpc, 0, 0));

        _kernel.Kernel.Irql = 0;
        Assert.Equal(CallOutcome.Returned, _kernel.Invoke("KfLowerIrql", [0], out _));
        Assert.True(IsQueued);
    }
}
