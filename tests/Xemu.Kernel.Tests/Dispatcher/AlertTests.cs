using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Dispatcher;

/// <summary>Alerts, suspended threads, priorities.</summary>
public sealed class AlertTests : IDisposable
{
    private const uint KernelMode = 0;
    private const uint UserMode = 1;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(KernelMode)]
    [InlineData(UserMode)]
    public void Alert_RunningThread_IsRememberedOnce(uint mode)
    {
        uint other = 1 - mode;

        Assert.Equal(0U, _kernel.Call("KeAlertThread", _kernel.Thread, mode));
        Assert.Equal(1U, _kernel.Call("KeAlertThread", _kernel.Thread, mode));

        Assert.Equal(0U, _kernel.Call("KeTestAlertThread", other));
        Assert.Equal(1U, _kernel.Call("KeTestAlertThread", mode));
        Assert.Equal(0U, _kernel.Call("KeTestAlertThread", mode));
    }

    [Fact]
    public void Alert_BeforeAnAlertableWait_EndsIt()
    {
        uint obj = Event();
        _ = _kernel.Call("KeAlertThread", _kernel.Thread, KernelMode);

        Assert.Equal(NtStatus.Alerted, _kernel.Call("KeWaitForSingleObject", obj, 0, KernelMode, 1, 0));

        Assert.Equal(NtStatus.Timeout, _kernel.Call("KeWaitForSingleObject", obj, 0, KernelMode, 1, _kernel.Place(BitConverter.GetBytes(0L))));
    }

    [Theory]
    [InlineData(1U, KernelMode, true)]
    [InlineData(1U, UserMode, true)]
    [InlineData(0U, UserMode, false)]
    public void Alert_ThreadThatWaits_EndsAnAlertableWaitAlone(uint alertable, uint mode, bool ends)
    {
        uint waiter = _kernel.Thread;
        _ = _kernel.CreateThread();
        _kernel.Wait("KeWaitForSingleObject", Event(), 0, UserMode, alertable, 0);

        _ = _kernel.Invoke("KeAlertThread", [waiter, mode], out _);

        Assert.Equal(ends, !_kernel.Kernel.Waits.IsWaiting(waiter));
    }

    [Fact]
    public void Suspend_OtherThread_CountsAndDoesNotRun()
    {
        uint other = _kernel.CreateThread();

        Assert.Equal(0U, _kernel.Call("KeSuspendThread", other));
        Assert.Equal(1U, _kernel.Call("KeSuspendThread", other));
        Assert.Equal(2U, _kernel.Call("KeResumeThread", other));
        Assert.Equal(1U, _kernel.Call("KeAlertResumeThread", other));
        Assert.Equal(0U, _kernel.Call("KeResumeThread", other));
        Assert.Equal(1, _kernel.Memory.Read8(other + Kthread.Alerted));
    }

    [Fact]
    public void Suspend_TooOften_IsRefused()
    {
        uint other = _kernel.CreateThread();
        _kernel.Memory.Write8(other + Kthread.SuspendCount, 0x7F);

        Assert.Equal(NtStatus.SuspendCountExceeded, _kernel.Raise("KeSuspendThread", other));

        Assert.Equal(0x7F, _kernel.Memory.Read8(other + Kthread.SuspendCount));
    }

    [Fact]
    public void Priority_Set_TellsWhatItWas()
    {
        uint thread = _kernel.Thread;

        Assert.Equal(8U, _kernel.Call("KeSetPriorityThread", thread, 12));
        Assert.Equal(12U, _kernel.Call("KeSetPriorityThread", thread, 8));
        Assert.Equal(0U, _kernel.Call("KeQueryBasePriorityThread", thread));
        Assert.Equal(0U, _kernel.Call("KeSetDisableBoostThread", thread, 1));
        Assert.Equal(1U, _kernel.Call("KeSetDisableBoostThread", thread, 0));
    }

    [Theory]
    [InlineData(2, 2, 10)]
    [InlineData(-2, -2, 6)]
    [InlineData(16, 16, 15)]
    [InlineData(-16, -16, 1)]
    public void BasePriority_Set_IsRelativeToTheProcess(int increment, int told, int priority)
    {
        uint thread = _kernel.Thread;

        Assert.Equal(0U, _kernel.Call("KeSetBasePriorityThread", thread, (uint)increment));

        Assert.Equal(told, (int)_kernel.Call("KeQueryBasePriorityThread", thread));
        Assert.Equal(priority, _kernel.Kernel.Threads.PriorityOf(thread));
        Assert.Equal(told, (int)_kernel.Call("KeSetBasePriorityThread", thread, 0));
    }

    [Theory]
    [InlineData(3, 11)]
    [InlineData(20, 15)]
    public void BoostPriority_Thread_GoesUpToTheHighestThatChanges(int increment, int priority)
    {
        _ = _kernel.Call("KeBoostPriorityThread", _kernel.Thread, (uint)increment);

        Assert.Equal(priority, _kernel.Kernel.Threads.PriorityOf(_kernel.Thread));
        Assert.Equal(0U, _kernel.Call("KeQueryBasePriorityThread", _kernel.Thread));
    }

    private uint Event()
    {
        uint obj = _kernel.Allocate(16);
        _ = _kernel.Call("KeInitializeEvent", obj, 1, 0);
        return obj;
    }
}
