using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class OhciTests : IDisposable
{
    private const ulong Base = 0xFED0_0000;
    private const ulong Hcca = 0x1000;
    private const ulong Frame = 1_000_000;

    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();

    public OhciTests() => PciHarness.Attach(_machine, new Ohci(_machine), "2.0", _interrupts);

    [Theory]
    [InlineData(0x00, 0x0000_0010)]
    [InlineData(0x04, 0x0000_0000)]
    [InlineData(0x34, 0x0000_2EDF)]
    [InlineData(0x44, 0x0000_0628)]
    [InlineData(0x48, 0x0200_1004)]
    [InlineData(0x54, 0x0000_0000)]
    [InlineData(0xFC, 0x0000_0000)]
    public void Reset_Register_HasTheSpecificationsValue(ulong offset, uint expected) => Assert.Equal(expected, Read(offset));

    [Fact]
    public void HostControllerReset_Written_EndsAtOnceInSuspend()
    {
        Write(0x18, 0x1234_5600);

        Write(0x08, 0x01);

        Assert.Equal(0u, Read(0x08) & 1);
        Assert.Equal(0xC0u, Read(0x04) & 0xC0);
        Assert.Equal(0u, Read(0x18));
    }

    [Fact]
    public void Hcca_AllOnesWritten_ShowsItsAlignment()
    {
        Write(0x18, uint.MaxValue);

        Assert.Equal(0xFFFF_FF00u, Read(0x18));
    }

    [Fact]
    public void InterruptEnableAndDisable_AreOneRegister()
    {
        Write(0x10, 0x8000_0042);
        Write(0x14, 0x0000_0002);

        Assert.Equal(0x8000_0040u, Read(0x10));
        Assert.Equal(0x8000_0040u, Read(0x14));
    }

    [Fact]
    public void Frames_WhileOperational_PassOneAMillisecond()
    {
        Write(0x04, 0x80);

        _machine.Advance(10_500_000);
        uint running = Read(0x3C);
        Write(0x04, 0xC0);
        _machine.Advance(10_000_000);

        Assert.Equal(10u, running);
        Assert.Equal(10u, Read(0x3C));
    }

    [Fact]
    public void StartOfFrame_Enabled_InterruptsAndWritesTheFrameNumber()
    {
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0006);
        Write(0x18, 0x0001_0000);
        Write(0x10, 0x8000_0004);
        Write(0x04, 0x80);

        _machine.Advance(1_000_000);
        bool raised = _interrupts[1].Level;
        Write(0x0C, 0x04);

        Assert.True(raised);
        Assert.False(_interrupts[1].Level);
        Assert.Equal(1ul, _machine.Memory.ReadValue(0x0001_0080, 2));
    }

    [Fact]
    public void HostControllerReset_LeavesTheRootHubAlone()
    {
        Write(0x48, 0x0200_1904);
        Write(0x4C, 0x001E_0000);
        Write(0x50, 0x0000_8000);

        Write(0x08, 0x01);

        Assert.Equal(0x0200_1904u, Read(0x48));
        Assert.Equal(0x001E_0000u, Read(0x4C));
        Assert.Equal(0x0000_8000u, Read(0x50));
    }

    [Fact]
    public void HostControllerReset_KeepsInterruptRoutingAndWakeup()
    {
        Write(0x04, 0x7BF);

        Write(0x08, 0x01);

        Assert.Equal(0x3C0u, Read(0x04));
    }

    [Fact]
    public void FrameNumberOverflow_TopBitChanges_Interrupts()
    {
        Operate();
        Write(0x10, 0x8000_0020);

        _machine.Advance(0x7FFF * Frame);
        bool before = _interrupts[1].Level;
        _machine.Advance(Frame);

        Assert.False(before);
        Assert.True(_interrupts[1].Level);
        Assert.Equal(0x8000ul, _machine.Memory.ReadValue(Hcca + 0x80, 4));
    }

    [Fact]
    public void Interrupt_RoutedToSystemManagement_IsNotRaised()
    {
        Operate();
        Write(0x10, 0x8000_0004);
        Write(0x04, 0x180);

        _machine.Advance(2 * Frame);

        Assert.False(_interrupts[1].Level);
        Assert.Equal(0x04u, Read(0x0C));
    }

    [Fact]
    public void FrameRemaining_NextFrame_TakesTheToggle()
    {
        Operate();
        Write(0x34, 0x8000_2EDF);
        uint before = Read(0x38) >> 31;

        _machine.Advance(Frame);

        Assert.Equal(0u, before);
        Assert.Equal(1u, Read(0x38) >> 31);
    }

    [Fact]
    public void Suspend_WhileFramesRun_StopsThemAndResumeGoesOn()
    {
        Operate();
        _machine.Advance(3 * Frame);

        Write(0x04, 0xC0);
        _machine.Advance(5 * Frame);
        ulong suspended = _machine.Memory.ReadValue(Hcca + 0x80, 2);
        Write(0x04, 0x40);
        Write(0x04, 0x80);
        _machine.Advance(Frame);

        Assert.Equal(3ul, suspended);
        Assert.Equal(4ul, _machine.Memory.ReadValue(Hcca + 0x80, 2));
    }

    [Fact]
    public void Ports_PoweredTogether_AreEmpty()
    {
        Write(0x50, 0x0001_0000);
        uint first = Read(0x54);
        uint last = Read(0x60);
        Write(0x54, 0x0200);
        uint kept = Read(0x54);
        Write(0x50, 0x0000_0001);

        Assert.Equal(0x0000_0100u, first);
        Assert.Equal(0x0000_0100u, last);
        Assert.Equal(0x0000_0100u, kept);
        Assert.Equal(0x0000_0000u, Read(0x54));
    }

    [Fact]
    public void Ports_PoweredAlone_FollowTheirOwnBits()
    {
        Write(0x48, 0x0000_0100);
        Write(0x4C, 0x0002_0000);

        Write(0x54, 0x0100);
        Write(0x58, 0x0100);
        uint second = Read(0x58);
        Write(0x50, 0x0001_0000);

        Assert.Equal(0x0000_0100u, Read(0x54));
        Assert.Equal(0x0000_0000u, second);
        Assert.Equal(0x0000_0100u, Read(0x58));
    }

    [Fact]
    public void Port_ResetWithoutADevice_SetsConnectStatusChangeAndInterrupts()
    {
        Write(0x50, 0x0001_0000);
        Write(0x10, 0x8000_0040);

        Write(0x54, 0x0010);
        uint status = Read(0x54);
        bool raised = _interrupts[1].Level;
        Write(0x54, 0x0001_0000);
        Write(0x0C, 0x0040);

        Assert.Equal(0x0001_0100u, status);
        Assert.True(raised);
        Assert.Equal(0x0000_0100u, Read(0x54));
        Assert.False(_interrupts[1].Level);
    }

    [Fact]
    public void Port_WithoutPower_IgnoresRequests()
    {
        Write(0x54, 0x0010);

        Assert.Equal(0u, Read(0x54));
        Assert.Equal(0u, Read(0x0C));
    }

    // What nxdk's libusbohci does at its start (ohci_reset, ohci_init, then polling of the ports), with a list of skipped endpoints.
    [Fact]
    public void UsbStack_AsLibusbohciStartsIt_RunsAndFindsNothing()
    {
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0006);
        Write(0x14, 0x8000_0000);
        Write(0x04, 0);
        Write(0x08, 1);
        _machine.Advance(10 * Frame);
        uint resetting = Read(0x08) & 1;
        Write(0x50, 0x0000_0003);
        Write(0x04, 0);
        _machine.Advance(10 * Frame);
        Endpoint(0x2000, 0x4000, 0, 0, 0);
        FillInterruptTable(0x2000);
        Write(0x20, 0);
        Write(0x28, 0);
        Write(0x18, (uint)Hcca);
        Write(0x40, 0x2A2F);
        Write(0x34, 0x2778_2EDF);
        Write(0x44, 0x0628);
        Write(0x04, 0x83);
        Write(0x48, (Read(0x48) | 0x200) & ~0x100u);
        Write(0x50, 0x0001_0000);
        Write(0x10, 0x8000_0006);
        Write(0x04, Read(0x04) | 4);
        _machine.Advance(20 * Frame);

        Assert.Equal(0u, resetting);
        Assert.True(_interrupts[1].Level);
        Assert.Equal(0x0000_0100u, Read(0x54));
        Assert.Equal(0x0000_0100u, Read(0x60));
        Assert.Equal(20u, Read(0x3C));
        Assert.Equal(0x04u, Read(0x0C));
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>Frames run, with mastering and an HCCA.</summary>
    private void Operate()
    {
        _machine.ConfigWrite(0, 2, 0, 0x04, 0x0006);
        Write(0x18, (uint)Hcca);
        Write(0x04, 0x80);
    }

    private void Endpoint(ulong address, params ReadOnlySpan<uint> words)
    {
        foreach (uint word in words)
        {
            _machine.Memory.WriteValue(address, 4, word);
            address += 4;
        }
    }

    private void FillInterruptTable(uint endpoint)
    {
        for (ulong i = 0; i < 32; i++)
        {
            _machine.Memory.WriteValue(Hcca + (4 * i), 4, endpoint);
        }
    }

    private uint Read(ulong offset) => (uint)_machine.Memory.ReadValue(Base + offset, 4);

    private void Write(ulong offset, uint value) => _machine.Memory.WriteValue(Base + offset, 4, value);
}
