namespace Xemu.Kernel.Tests.Memory;

/// <summary>Memory that stays over a quick reboot.</summary>
public sealed class PersistentMemoryTests : IDisposable
{
    private const uint Halt = 0;
    private const uint Reboot = 1;
    private const uint QuickReboot = 2;
    private const uint Bytes = 0x3000;

    private readonly TestKernel _kernel = new();
    private readonly uint _memory;

    public PersistentMemoryTests()
    {
        _memory = _kernel.Call("MmAllocateContiguousMemory", Bytes);
        _kernel.Memory.Fill(_memory, Bytes, 0xA5);
    }

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void Persistent_OverAQuickReboot_KeepsPlaceAndContent()
    {
        uint other = _kernel.Call("MmAllocateContiguousMemory", 0x1000);
        _kernel.Call("MmPersistContiguousMemory", _memory, Bytes, 1);

        Restart(QuickReboot);

        Assert.Equal((Bytes, 0U), (_kernel.Call("MmQueryAllocationSize", _memory), _kernel.Call("MmQueryAllocationSize", other)));
        Assert.Equal(Enumerable.Repeat((byte)0xA5, (int)Bytes), _kernel.Bytes(_memory, (int)Bytes));
        Assert.NotEqual(_memory, _kernel.Call("MmAllocateContiguousMemory", Bytes));
        uint free = _kernel.Kernel.Pages.FreeCount;
        _kernel.Call("MmFreeContiguousMemory", _memory);
        Assert.Equal(free + (Bytes / 0x1000), _kernel.Kernel.Pages.FreeCount);
    }

    [Fact]
    public void Persistent_InPart_EndsWhereTheMarkDoes()
    {
        _kernel.Call("MmPersistContiguousMemory", _memory, 0x2000, 1);

        Restart(QuickReboot);

        Assert.Equal(0x2000U, _kernel.Call("MmQueryAllocationSize", _memory));
    }

    [Theory]
    [InlineData(QuickReboot, 0U)]
    [InlineData(Reboot, 1U)]
    public void Memory_ThatIsNotMarkedOrNotAQuickReboot_IsFree(uint firmware, uint isMarked)
    {
        _kernel.Call("MmPersistContiguousMemory", _memory, Bytes, 1);
        _kernel.Call("MmPersistContiguousMemory", _memory, Bytes, isMarked);

        Restart(firmware);

        Assert.Equal(0U, _kernel.Call("MmQueryAllocationSize", _memory));
        Assert.Equal(0U, _kernel.Call("AvGetSavedDataAddress"));
    }

    [Fact]
    public void SavedDataAddress_StaysOverQuickRebootsAlone()
    {
        _kernel.Call("AvSetSavedDataAddress", _memory);

        Restart(QuickReboot);
        uint kept = _kernel.Call("AvGetSavedDataAddress");
        Restart(Reboot);

        Assert.Equal((_memory, 0U), (kept, _kernel.Call("AvGetSavedDataAddress")));
    }

    [Fact]
    public void LaunchDataPage_ThatIsMarked_StaysWhereItIs()
    {
        uint variable = _kernel.Kernel.Exports["LaunchDataPage"].Address;
        _kernel.Memory.Write32(variable, _memory);
        _kernel.Call("MmPersistContiguousMemory", _memory, 0x1000, 1);

        Restart(QuickReboot);
        _kernel.Kernel.Launch.Deliver();

        Assert.Equal(_memory, _kernel.Memory.Read32(variable));
        Assert.Equal(0xA5A5_A5A5U, _kernel.Memory.Read32(_memory + 0xFFC));
        Assert.False(_kernel.Kernel.Launch.KeepsMemory);
    }

    [Fact]
    public void Persist_OfWildRanges_ChangesNothingElse()
    {
        uint free = _kernel.Kernel.Pages.FreeCount;

        _kernel.Call("MmPersistContiguousMemory", 0, uint.MaxValue, 1);
        _kernel.Call("MmPersistContiguousMemory", uint.MaxValue, uint.MaxValue, 1);
        Restart(QuickReboot);

        Assert.InRange(_kernel.Kernel.Pages.FreeCount, free, free + 0x10);
    }

    /// <summary>Leaves the program, and starts the kernel as the machine's reset does.</summary>
    private void Restart(uint firmware)
    {
        Assert.NotEqual(Halt, firmware);
        _kernel.Kernel.Launch.Leave(firmware);
        _kernel.Restart();
    }
}
