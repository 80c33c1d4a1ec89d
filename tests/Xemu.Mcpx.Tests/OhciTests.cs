using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class OhciTests : IDisposable
{
    private const ulong Base = 0xFED0_0000;

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
    public void Ports_Powered_AreEmpty()
    {
        Write(0x50, 0x0001_0000);

        Assert.Equal(0x0000_0100u, Read(0x54));
        Assert.Equal(0x0000_0100u, Read(0x60));
        Write(0x54, 0x0200);
        Assert.Equal(0x0000_0000u, Read(0x54));
    }

    public void Dispose() => _machine.Dispose();

    private uint Read(ulong offset) => (uint)_machine.Memory.ReadValue(Base + offset, 4);

    private void Write(ulong offset, uint value) => _machine.Memory.WriteValue(Base + offset, 4, value);
}
