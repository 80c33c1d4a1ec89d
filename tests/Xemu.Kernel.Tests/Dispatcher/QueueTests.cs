using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Dispatcher;

/// <summary>Queues, and device queues.</summary>
public sealed class QueueTests : IDisposable
{
    private readonly TestKernel _kernel = new();
    private readonly uint _queue;

    public QueueTests() => _queue = _kernel.Allocate(64);

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Queue_Filled_GivesItsEntriesInOrder()
    {
        uint[] entries = Entries(3);
        _ = _kernel.Call("KeInitializeQueue", _queue, 0);

        Assert.Equal(0U, _kernel.Call("KeInsertQueue", _queue, entries[0]));
        Assert.Equal(1U, _kernel.Call("KeInsertQueue", _queue, entries[1]));
        Assert.Equal(2U, _kernel.Call("KeInsertHeadQueue", _queue, entries[2]));

        Assert.Equal(entries[2], Remove());
        Assert.Equal(entries[0], Remove());
        Assert.Equal(entries[1], Remove());
        Assert.Equal(NtStatus.Timeout, Remove());
        Assert.Equal(0U, _kernel.Memory.Read32(_queue + DispatcherHeader.SignalState));
    }

    [Fact]
    public void Queue_SomebodyWaits_GetsTheEntryAsTheResult()
    {
        uint[] entries = Entries(1);
        _ = _kernel.Call("KeInitializeQueue", _queue, 1);
        _ = _kernel.CreateThread();
        uint waiter = _kernel.Thread;
        _kernel.Wait("KeRemoveQueue", _queue, 0, 0);
        _ = _kernel.Call("KeSetPriorityThread", waiter, 10);

        Assert.Equal(entries[0], _kernel.Release("KeInsertQueue", _queue, entries[0]));

        Assert.Equal((waiter, 0U), (_kernel.Thread, _kernel.Memory.Read32(_queue + DispatcherHeader.SignalState)));
    }

    [Fact]
    public void RundownQueue_Filled_GivesAllEntriesAndLeavesNone()
    {
        uint[] entries = Entries(2);
        _ = _kernel.Call("KeInitializeQueue", _queue, 1);
        Assert.Equal(0U, _kernel.Call("KeRundownQueue", _queue));
        _ = _kernel.Call("KeInsertQueue", _queue, entries[0]);
        _ = _kernel.Call("KeInsertQueue", _queue, entries[1]);

        Assert.Equal(entries[0], _kernel.Call("KeRundownQueue", _queue));

        Assert.Equal((entries[1], entries[1]), (_kernel.Memory.Read32(entries[0]), _kernel.Memory.Read32(entries[0] + 4)));
        Assert.Equal(0U, _kernel.Call("KeRundownQueue", _queue));
        Assert.Equal(NtStatus.Timeout, Remove());
    }

    [Fact]
    public void DeviceQueue_NotBusy_BecomesBusyInsteadOfTakingTheEntry()
    {
        uint[] entries = Entries(2);
        _ = _kernel.Call("KeInitializeDeviceQueue", _queue);

        Assert.Equal(0U, _kernel.Call("KeInsertDeviceQueue", _queue, entries[0]));
        Assert.Equal(1U, _kernel.Call("KeInsertDeviceQueue", _queue, entries[1]));
        Assert.Equal(entries[1], _kernel.Call("KeRemoveDeviceQueue", _queue));
        Assert.Equal(0U, _kernel.Call("KeRemoveDeviceQueue", _queue));
        Assert.Equal(0U, _kernel.Call("KeInsertDeviceQueue", _queue, entries[1]));
    }

    [Fact]
    public void DeviceQueue_ByKey_IsSortedAndTakenFromTheKeyOn()
    {
        uint[] entries = Entries(5);
        _ = _kernel.Call("KeInitializeDeviceQueue", _queue);
        _ = _kernel.Call("KeInsertDeviceQueue", _queue, entries[0]);
        Assert.Equal(1U, _kernel.Call("KeInsertByKeyDeviceQueue", _queue, entries[1], 30));
        _ = _kernel.Call("KeInsertByKeyDeviceQueue", _queue, entries[2], 10);
        _ = _kernel.Call("KeInsertByKeyDeviceQueue", _queue, entries[3], 30);
        _ = _kernel.Call("KeInsertByKeyDeviceQueue", _queue, entries[4], 20);

        Assert.Equal(entries[4], _kernel.Call("KeRemoveByKeyDeviceQueue", _queue, 15));
        Assert.Equal(entries[2], _kernel.Call("KeRemoveByKeyDeviceQueue", _queue, 31));
        Assert.Equal(entries[1], _kernel.Call("KeRemoveByKeyDeviceQueue", _queue, 30));
        Assert.Equal(entries[3], _kernel.Call("KeRemoveByKeyDeviceQueue", _queue, 30));
        Assert.Equal(0U, _kernel.Call("KeRemoveByKeyDeviceQueue", _queue, 0));
    }

    [Fact]
    public void DeviceQueue_EntryRemoved_IsToldOnce()
    {
        uint[] entries = Entries(3);
        _ = _kernel.Call("KeInitializeDeviceQueue", _queue);
        Assert.All(entries, e => _kernel.Call("KeInsertDeviceQueue", _queue, e));

        Assert.Equal(0U, _kernel.Call("KeRemoveEntryDeviceQueue", _queue, entries[0]));
        Assert.Equal(1U, _kernel.Call("KeRemoveEntryDeviceQueue", _queue, entries[1]));
        Assert.Equal(0U, _kernel.Call("KeRemoveEntryDeviceQueue", _queue, entries[1]));
        Assert.Equal(entries[2], _kernel.Call("KeRemoveDeviceQueue", _queue));
    }

    private uint[] Entries(int count) => [.. Enumerable.Range(0, count).Select(_ => _kernel.Allocate(16))];

    private uint Remove() => _kernel.Call("KeRemoveQueue", _queue, 0, _kernel.Place(BitConverter.GetBytes(0L)));
}
