using Xemu.Abstractions;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class LpcTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly RecordingController _interrupts = new();
    private readonly Lpc _lpc;

    public LpcTests()
    {
        _lpc = new Lpc(new LpcOptions { KeyboardReset = true }, _machine);
        PciHarness.Attach(_machine, _lpc, "1.0", _interrupts);
    }

    [Fact]
    public void Timer_AfterASecond_HasCounted3579545()
    {
        _machine.Advance(1_000_000_000);

        Assert.Equal(3_579_545u, _machine.In32(0x8008));
    }

    [Fact]
    public void Timer_AfterAnHour_HasNotDrifted()
    {
        _machine.Advance(3_600_000_000_000);

        Assert.Equal(unchecked((uint)(3_579_545ul * 3600)), _machine.In32(0x8008));
    }

    [Fact]
    public void TimerCarry_Enabled_InterruptsWhenTheTopBitChanges()
    {
        _machine.Out16(0x8004, 0x0001);
        _machine.Out16(0x8002, 0x0001);

        _machine.Advance(599_000_000_000);
        bool before = _interrupts[12].Level;
        _machine.Advance(2_000_000_000);
        bool after = _interrupts[12].Level;
        _machine.Out16(0x8000, 0x0001);

        Assert.False(before);
        Assert.True(after);
        Assert.False(_interrupts[12].Level);
    }

    [Fact]
    public void Sleep_WithAType_PowersOff()
    {
        _machine.Out16(0x8004, 0x3C00);

        Assert.Equal(["stop 0 The guest has powered off."], _machine.Requests);
        Assert.Equal(0x1C00, _machine.In16(0x8004));
    }

    [Fact]
    public void Sleep_TypeZero_DoesNothing()
    {
        _machine.Out16(0x8004, 0x2000);

        Assert.Empty(_machine.Requests);
    }

    [Fact]
    public void SmcWire_AsCromwellSetsItUp_InterruptsAndIsAcknowledged()
    {
        _machine.Out(0x8004, 0x01);
        _machine.Out16(0x8022, 0x0200);

        _lpc.CreateLine(0).SetLevel(true);
        bool raised = _interrupts[12].Level;
        ushort status = _machine.In16(0x8020);
        _machine.Out16(0x8020, 0x0200);

        Assert.True(raised);
        Assert.Equal(0x0200, status);
        Assert.False(_interrupts[12].Level);
    }

    [Fact]
    public void PowerButton_Enabled_SetsBit8InterruptsAndIsAcknowledged()
    {
        _machine.Out(0x8004, 0x01);
        _machine.Out16(0x8002, 0x0100);

        _lpc.CreateLine(Lpc.PowerButtonInput).SetLevel(true);
        _lpc.CreateLine(Lpc.PowerButtonInput).SetLevel(false);
        bool raised = _interrupts[12].Level;
        ushort status = _machine.In16(0x8000);
        _machine.Out16(0x8000, 0x0100);

        Assert.True(raised);
        Assert.Equal(0x0100, status);
        Assert.Equal(0, _machine.In16(0x8000));
        Assert.False(_interrupts[12].Level);
    }

    [Fact]
    public void PowerButton_NotEnabled_IsKeptWithoutAnInterrupt()
    {
        _machine.Out(0x8004, 0x01);

        _lpc.CreateLine(Lpc.PowerButtonInput).SetLevel(true);

        Assert.Equal(0x0100, _machine.In16(0x8000));
        Assert.False(_interrupts[12].Level);
    }

    [Fact]
    public void KeyboardReset_Pulse_ResetsAndReadsAllOnes()
    {
        _machine.Out(0x64, 0xFE);

        Assert.Equal(["reset Warm"], _machine.Requests);
        Assert.Equal(0xFF, _machine.In(0x64));
    }

    [Fact]
    public void OtherRegisters_Written_ReadBack()
    {
        _machine.Out(0x80CE, 0x08);

        Assert.Equal(0x08, _machine.In(0x80CE));
    }

    [Fact]
    public void BootRom_Bit1OfRegister80_HidesItUntilAReset()
    {
        int changes = 0;
        _lpc.ConnectBootRom(() => changes++);
        bool before = _lpc.IsBootRomVisible;
        _machine.ConfigWrite(0, 1, 0, 0x80, 0xFD);
        bool others = _lpc.IsBootRomVisible;

        _machine.ConfigWrite(0, 1, 0, 0x80, 0x02);
        bool hidden = !_lpc.IsBootRomVisible;
        _machine.ConfigWrite(0, 1, 0, 0x80, 0x00);
        bool stillHidden = !_lpc.IsBootRomVisible;
        _lpc.Reset(ResetKind.Warm);

        Assert.True(before && others && hidden && stillHidden);
        Assert.True(_lpc.IsBootRomVisible);
        Assert.Equal(2, changes);
    }

    public void Dispose() => _machine.Dispose();
}
