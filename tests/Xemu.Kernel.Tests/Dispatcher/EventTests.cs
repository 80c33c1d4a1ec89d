using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Dispatcher;

/// <summary>Events, by their addresses and by handles.</summary>
public sealed class EventTests : IDisposable
{
    private const uint Notification = 0;
    private const uint Synchronization = 1;
    private readonly TestKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Theory]
    [InlineData(Notification, 1U)]
    [InlineData(Synchronization, 0U)]
    public void SetEvent_Waited_TellsWhatItWasAndStaysAsItsTypeSays(uint type, uint left)
    {
        uint obj = Event(type, 0);

        Assert.Equal(0U, _kernel.Call("KeSetEvent", obj, 0, 0));
        Assert.Equal(1U, _kernel.Call("KeSetEvent", obj, 0, 0));
        Assert.Equal(NtStatus.Success, _kernel.Call("KeWaitForSingleObject", obj, 0, 0, 0, Zero()));

        Assert.Equal(left, Signal(obj));
        Assert.Equal(left, _kernel.Call("KeResetEvent", obj));
        Assert.Equal(NtStatus.Timeout, _kernel.Call("KeWaitForSingleObject", obj, 0, 0, 0, Zero()));
    }

    [Theory]
    [InlineData(Notification)]
    [InlineData(Synchronization)]
    public void PulseEvent_NobodyWaits_LeavesItUnsignaled(uint type)
    {
        uint obj = Event(type, 1);

        Assert.Equal(1U, _kernel.Call("KePulseEvent", obj, 0, 0));
        Assert.Equal(0U, _kernel.Call("KePulseEvent", obj, 0, 0));

        Assert.Equal(0U, Signal(obj));
    }

    [Fact]
    public void PulseEvent_SomebodyWaits_WakesItAndLeavesTheEventUnsignaled()
    {
        uint obj = Event(Notification, 0);
        uint waiter = _kernel.Thread;
        _ = _kernel.CreateThread();
        _kernel.Wait("KeWaitForSingleObject", obj, 0, 0, 0, 0);

        Assert.Equal(NtStatus.Success, _kernel.Release("KePulseEvent", obj, 2, 0));

        Assert.Equal((waiter, 0U), (_kernel.Thread, Signal(obj)));
    }

    [Fact]
    public void SetEventBoostPriority_SomebodyWaits_TellsWho()
    {
        uint obj = Event(Synchronization, 0);
        uint place = _kernel.Allocate(4);
        uint waiter = _kernel.Thread;
        _ = _kernel.CreateThread();
        _kernel.Wait("KeWaitForSingleObject", obj, 0, 0, 0, 0);

        Assert.Equal(NtStatus.Success, _kernel.Release("KeSetEventBoostPriority", obj, place));

        Assert.Equal((waiter, 0U), (_kernel.Memory.Read32(place), Signal(obj)));
    }

    [Theory]
    [InlineData(Notification)]
    [InlineData(Synchronization)]
    public void NtEvent_SetClearedPulsed_TellsItsState(uint type)
    {
        uint place = _kernel.Allocate(16);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", place, 0, type, 1));
        uint handle = _kernel.Memory.Read32(place);

        Assert.Equal((type, 1U), Query(handle));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtClearEvent", handle));
        Assert.Equal((type, 0U), Query(handle));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetEvent", handle, place));
        Assert.Equal((0U, (type, 1U)), (_kernel.Memory.Read32(place), Query(handle)));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtPulseEvent", handle, place));
        Assert.Equal((1U, (type, 0U)), (_kernel.Memory.Read32(place), Query(handle)));
        Assert.Equal(NtStatus.Timeout, _kernel.Call("NtWaitForSingleObjectEx", handle, 0, 0, Zero()));
        Assert.Equal(NtStatus.InvalidHandle, _kernel.Call("NtClearEvent", 0x7FFC));
    }

    [Fact]
    public void NtWaitForSingleObjectEx_SignaledOrInPast_DoesNotWait()
    {
        uint place = _kernel.Allocate(16);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateEvent", place, 0, Synchronization, 1));
        uint handle = _kernel.Memory.Read32(place);
        uint past = _kernel.Place(BitConverter.GetBytes(1L));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtWaitForSingleObjectEx", handle, 1, 1, 0));
        Assert.Equal(NtStatus.Timeout, _kernel.Call("NtWaitForSingleObjectEx", handle, 1, 1, past));
    }

    [Fact]
    public void SetEvent_FewWaiters_AllocatesNothing()
    {
        uint obj = Event(Notification, 0);
        _ = _kernel.Kernel.Dispatcher.SetEvent(obj, 0);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
        {
            _ = _kernel.Kernel.Dispatcher.ResetEvent(obj);
            _ = _kernel.Kernel.Dispatcher.SetEvent(obj, 0);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private (uint Type, uint State) Query(uint handle)
    {
        uint info = _kernel.Allocate(8);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtQueryEvent", handle, info));
        return (_kernel.Memory.Read32(info), _kernel.Memory.Read32(info + 4));
    }

    private uint Event(uint type, uint state)
    {
        uint obj = _kernel.Allocate(16);
        _ = _kernel.Call("KeInitializeEvent", obj, type, state);
        return obj;
    }

    private uint Zero() => _kernel.Place(BitConverter.GetBytes(0L));

    private uint Signal(uint obj) => _kernel.Memory.Read32(obj + DispatcherHeader.SignalState);
}
