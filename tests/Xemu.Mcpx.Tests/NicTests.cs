using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class NicTests : IDisposable
{
    private const ulong Base = 0xFEF0_0000;
    private const uint RxRing = 0x2000;
    private const uint TxRing = 0x2100;

    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();

    public NicTests()
    {
        PciHarness.Attach(_machine, new Nic(_machine), "4.0", _interrupts);
        _machine.ConfigWrite(0, 4, 0, 0x04, 0x0007);
    }

    [Fact]
    public void MacAddress_Written_ReadsBack()
    {
        Write(0xA8, 0x4433_2211);
        Write(0xAC, 0xFFFF_6655);

        Assert.Equal(0x4433_2211u, Read(0xA8));
        Assert.Equal(0x0000_6655u, Read(0xAC));
    }

    [Theory]
    [InlineData(0, 0x3000)]
    [InlineData(1, 0x7809)]
    [InlineData(2, 0x0015)]
    [InlineData(3, 0xF441)]
    [InlineData(4, 0x01E1)]
    [InlineData(5, 0x0000)]
    [InlineData(17, 0x0000)]
    public void Phy_Register_HasItsValueWithoutLink(uint register, uint expected) => Assert.Equal(expected, ReadPhy(1, register));

    [Fact]
    public void Phy_WrittenAndReset_TakesAndForgets()
    {
        WritePhy(1, 4, 0x0061);
        WritePhy(1, 0, 0x1200);
        uint control = ReadPhy(1, 0);
        uint advertisement = ReadPhy(1, 4);
        WritePhy(1, 0, 0x8000);

        Assert.Equal(0x1000u, control);
        Assert.Equal(0x0061u, advertisement);
        Assert.Equal(0x3000u, ReadPhy(1, 0));
        Assert.Equal(0x01E1u, ReadPhy(1, 4));
    }

    [Fact]
    public void Mii_AbsentPhy_ReadsOnesAndTellsAnError()
    {
        uint value = ReadPhy(2, 2);
        uint status = Read(0x180);
        Write(0x180, status);

        Assert.Equal(0xFFFFu, value);
        Assert.Equal(1u, status);
        Assert.Equal(0u, Read(0x180));
    }

    [Fact]
    public void IrqStatus_MaskedAndAcknowledged_DrivesTheLine()
    {
        SetUpRings(4);
        Descriptor(0, 0x8001);

        Write(0x144, 0x1);
        bool masked = _interrupts[4].Level;
        Write(0x004, 0x10);
        bool raised = _interrupts[4].Level;
        Write(0x000, 0x18);

        Assert.False(masked);
        Assert.True(raised);
        Assert.False(_interrupts[4].Level);
        Assert.Equal(0u, Read(0x000));
    }

    [Fact]
    public void PollingTimer_On_InterruptsEachInterval()
    {
        Write(0x004, 0x20);
        Write(0x00C, 97);
        Write(0x008, 3);

        _machine.Advance(990_000);
        bool early = _interrupts[4].Level;
        _machine.Advance(10_000);
        bool raised = _interrupts[4].Level;
        Write(0x000, 0x20);
        _machine.Advance(1_000_000);
        bool again = _interrupts[4].Level;
        Write(0x008, 0);
        Write(0x000, 0x20);
        _machine.Advance(10_000_000);

        Assert.False(early);
        Assert.True(raised);
        Assert.True(again);
        Assert.False(_interrupts[4].Level);
    }

    [Fact]
    public void SetupRegister5_Read_HasTheBitThatDriversWaitFor()
    {
        Write(0x130, 0);

        Assert.Equal(0x8000_0000u, Read(0x130));
    }

    [Fact]
    public void Transmit_SeveralFrames_GivesDescriptorsBackAndWrapsRound()
    {
        SetUpRings(3);
        Descriptor(0, 0x8000);
        Descriptor(1, 0x8001);
        Write(0x144, 0x1);
        uint current = Read(0x11C);
        Descriptor(2, 0x8001);
        Descriptor(0, 0x8001);

        Write(0x144, 0x1);

        Assert.Equal(TxRing + 16, current);
        Assert.Equal([0x4801u, 0x4801u, 0x4801u], [Flags(0), Flags(1), Flags(2)]);
        Assert.Equal(TxRing + 8, Read(0x11C));
    }

    [Theory]
    [InlineData(0x0u, 0x1u)]
    [InlineData(0x1u, 0x5u)]
    [InlineData(0x1u, 0x2u)]
    public void Transmit_StoppedDisabledOrNotKicked_LeavesDescriptors(uint start, uint control)
    {
        SetUpRings(3);
        Descriptor(0, 0x8001);
        Write(0x084, start);

        Write(0x144, control);

        Assert.Equal(0x8001u, Flags(0));
    }

    [Fact]
    public void Transmit_RingWhereNothingIs_Ends()
    {
        SetUpRings(1);
        Write(0x100, 0x7FFF_0000);

        Write(0x144, 0x1);

        Assert.Equal(0x18u, Read(0x000));
    }

    // What nxdk's nvnetdrv_init, a packet, and nvnetdrv_stop_txrx do.
    [Fact]
    public void Driver_AsNvnetdrvStartsIt_SeesAnIdleControllerAndNoLink()
    {
        StopTraffic();
        Write(0x144, 0x10);
        Write(0x144, 0);
        foreach (ulong register in (ulong[])[0x184, 0x004, 0x200, 0x008, 0x100, 0x104, 0x10C, 0x110])
        {
            Write(register, 0);
        }

        SetUpRings(4);
        Write(0x188, (1u << 24) | 0x4_0000);
        Write(0x18C, 0x105);
        Write(0x184, 0x8);
        uint link = ReadPhy(1, 1) & 0x4;
        Write(0x188, Read(0x188) | 0x10_0000);
        for (uint i = 0; i < 4; i++)
        {
            _machine.Memory.WriteValue(RxRing + (8 * i) + 4, 4, 0x8000_0800);
            Write(0x144, 0x2);
        }

        Write(0x004, 0x1DF);
        Write(0x144, 0x3);
        Descriptor(0, 0x8001);
        Write(0x144, 0x1);
        bool raised = _interrupts[4].Level;
        Write(0x000, Read(0x000));
        StopTraffic();

        Assert.Equal(0u, link);
        Assert.True(raised);
        Assert.False(_interrupts[4].Level);
        Assert.Equal(0u, Flags(0) & 0x8000);
        Assert.Equal(0x8000_0800ul, _machine.Memory.ReadValue(RxRing + 4, 4));
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>nvnetdrv_stop_txrx, whose waits must end at once.</summary>
    private void StopTraffic()
    {
        Write(0x094, Read(0x094) & ~1u);
        Write(0x084, Read(0x084) & ~1u);
        Assert.Equal(0u, (Read(0x098) | Read(0x088)) & 1);
        Write(0x144, 0x4);
        Assert.Equal(0x8u, Read(0x144) & 0x8);
        Write(0x144, 0);
    }

    private void SetUpRings(uint count)
    {
        Write(0x100, TxRing);
        Write(0x104, RxRing);
        Write(0x108, ((count - 1) << 16) | (count - 1));
        Write(0x084, 1);
        Write(0x094, 1);
    }

    private void Descriptor(uint index, ushort flags) => _machine.Memory.WriteValue(TxRing + (8 * index) + 6, 2, flags);

    private uint Flags(uint index) => (uint)_machine.Memory.ReadValue(TxRing + (8 * index) + 6, 2);

    private uint ReadPhy(uint address, uint register)
    {
        Write(0x190, (address << 5) | register);
        Assert.Equal(0u, Read(0x190) & 0x8000);
        return Read(0x194);
    }

    private void WritePhy(uint address, uint register, uint value)
    {
        Write(0x194, value);
        Write(0x190, 0x400 | (address << 5) | register);
    }

    private uint Read(ulong offset) => (uint)_machine.Memory.ReadValue(Base + offset, 4);

    private void Write(ulong offset, uint value) => _machine.Memory.WriteValue(Base + offset, 4, value);
}
