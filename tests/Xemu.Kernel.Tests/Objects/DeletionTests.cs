using Xemu.Kernel.Hle;

namespace Xemu.Kernel.Tests.Objects;

/// <summary>What an object leaves behind when its last handle is closed: nothing.</summary>
public sealed class DeletionTests : IDisposable
{
    private const uint PacketBytes = 24;
    private const uint TimerApc = 0x28;
    private const uint Routine = 0x8001_F000;

    private readonly TestKernel _kernel = new();
    private readonly uint _place;

    public DeletionTests() => _place = _kernel.Allocate(0x40);

    private GuestList Lists => _kernel.Kernel.Lists;

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Close_OwnedMutant_LeavesItsOwnersList()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateMutant", _place, 0, 1));
        Assert.False(Lists.IsEmpty(_kernel.Thread + Kthread.MutantList));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", _kernel.Memory.Read32(_place)));

        Assert.True(Lists.IsEmpty(_kernel.Thread + Kthread.MutantList));
    }

    [Fact]
    public void Close_ReleasedMutant_LeavesOthersInTheList()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateMutant", _place, 0, 1));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateMutant", _place + 4, 0, 1));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtReleaseMutant", _kernel.Memory.Read32(_place), 0));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", _kernel.Memory.Read32(_place)));

        Assert.Equal(NtStatus.Success, _kernel.Kernel.Objects.Find(_kernel.Memory.Read32(_place + 4), ObjectKind.Mutant, out uint other));
        Assert.Equal([other + DispatcherHeader.MutantListEntry], Lists.Entries(_kernel.Thread + Kthread.MutantList));
    }

    [Fact]
    public void Close_PortWithPackets_FreesThem()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateIoCompletion", _place, 0, 0, 0));
        uint handle = _kernel.Memory.Read32(_place);
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetIoCompletion", handle, 1, 2, 3, 4));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetIoCompletion", handle, 1, 2, 3, 4));
        Assert.Equal(NtStatus.Success, _kernel.Kernel.Objects.Find(handle, ObjectKind.IoCompletion, out uint port));
        List<uint> packets = Lists.Entries(port + DispatcherHeader.QueueEntryList);

        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", handle));

        // The pool gives the blocks that were freed last first.
        uint[] blocks = [_kernel.Kernel.Pool.Allocate(PacketBytes, 0), _kernel.Kernel.Pool.Allocate(PacketBytes, 0)];
        Assert.Equal(2, packets.Count);
        Assert.Equal(packets.Order(), blocks.Order());
    }

    [Fact]
    public void Close_PortWithVeryManyPackets_FreesThemAll()
    {
        const uint Many = 70_000;
        FillPort(Many);
        uint free = _kernel.Kernel.Pages.FreeCount;

        FillPort(Many);

        Assert.Equal(free, _kernel.Kernel.Pages.FreeCount);
    }

    [Fact]
    public void Close_TimerWithQueuedDpcAndApc_TakesThemBack()
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateTimer", _place, 0, 0));
        uint handle = _kernel.Memory.Read32(_place);

        // At dispatch level the DPC waits; a due time of 0 is long past.
        _kernel.Kernel.Irql = Irql.Dispatch;
        Assert.Equal(NtStatus.Success, _kernel.Call("NtSetTimerEx", handle, _place + 8, Routine, 0, 0, 0, 0, 0));
        Assert.Equal(NtStatus.Success, _kernel.Kernel.Objects.Find(handle, ObjectKind.Timer, out uint timer));
        Assert.True(_kernel.Kernel.Apcs.Insert(timer + TimerApc, 0, 0, 0));
        Assert.False(Lists.IsEmpty(Pcr.DpcList));
        Assert.False(Lists.IsEmpty(_kernel.Thread + Kthread.ApcList));

        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", handle));

        Assert.True(Lists.IsEmpty(Pcr.DpcList));
        Assert.True(Lists.IsEmpty(_kernel.Thread + Kthread.ApcList));
    }

    /// <summary>Makes a port, queues packets, and closes it.</summary>
    private void FillPort(uint packets)
    {
        Assert.Equal(NtStatus.Success, _kernel.Call("NtCreateIoCompletion", _place, 0, 0, 0));
        uint handle = _kernel.Memory.Read32(_place);
        for (uint i = 0; i < packets; i++)
        {
            Assert.Equal(NtStatus.Success, _kernel.Call("NtSetIoCompletion", handle, i, 0, 0, 0));
        }

        Assert.Equal(NtStatus.Success, _kernel.Call("NtQueryIoCompletion", handle, _place + 4));
        Assert.Equal(packets, _kernel.Memory.Read32(_place + 4));
        Assert.Equal(NtStatus.Success, _kernel.Call("NtClose", handle));
    }
}
