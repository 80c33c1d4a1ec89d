using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

public sealed class PicTests : IDisposable
{
    private readonly TestMachine _machine = new();
    private readonly FakeCpu _cpu = new();
    private readonly Pic _pic;

    public PicTests()
    {
        _pic = new Pic(new PicOptions { Cpu = _cpu }, _machine);
        _pic.Wire();
        _pic.Reset(ResetKind.Cold);
    }

    [Fact]
    public void Reset_BeforeInitialisation_MasksEverything()
    {
        _pic.CreateLine(1).SetLevel(true);

        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void Imr_ValueWritten_ReadsBack()
    {
        // What Linux' probe_8259A does.
        _machine.Out(0xA1, 0xFF);
        _machine.Out(0x21, 0xFB);

        Assert.Equal(0xFB, _machine.In(0x21));
    }

    [Fact]
    public void Line_RaisedAndAcknowledged_GivesItsVectorOnce()
    {
        Initialise();

        _pic.CreateLine(3).SetLevel(true);

        Assert.True(_cpu.IntrLine.Level);
        Assert.Equal(0x23, _pic.Acknowledge());
        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void SlaveLine_RaisedAndAcknowledged_GivesTheSlavesVectorAndBothAreInService()
    {
        Initialise();

        _pic.CreateLine(12).SetLevel(true);
        byte vector = _pic.Acknowledge();
        _machine.Out(0x20, 0x0B);
        _machine.Out(0xA0, 0x0B);

        Assert.Equal(0x2C, vector);
        Assert.Equal(0x04, _machine.In(0x20));
        Assert.Equal(0x10, _machine.In(0xA0));
    }

    [Fact]
    public void SlaveLine_WhileHigherOneIsPending_InterruptsAgainAfterEoi()
    {
        Initialise();
        _pic.CreateLine(12).SetLevel(true);
        _pic.CreateLine(9).SetLevel(true);

        byte first = _pic.Acknowledge();
        bool between = _cpu.IntrLine.Level;
        _machine.Out(0xA0, 0x20);
        _machine.Out(0x20, 0x20);

        Assert.Equal(0x29, first);
        Assert.False(between);
        Assert.Equal(0x2C, _pic.Acknowledge());
    }

    [Fact]
    public void Priority_LowerNumberFirst_HigherWaitsForEoi()
    {
        Initialise();
        _pic.CreateLine(5).SetLevel(true);
        _pic.CreateLine(1).SetLevel(true);

        byte first = _pic.Acknowledge();
        bool nested = _cpu.IntrLine.Level;
        _machine.Out(0x20, 0x20);

        Assert.Equal(0x21, first);
        Assert.False(nested);
        Assert.Equal(0x25, _pic.Acknowledge());
    }

    [Fact]
    public void Priority_HigherDuringService_Nests()
    {
        Initialise();
        _pic.CreateLine(5).SetLevel(true);
        _pic.Acknowledge();

        _pic.CreateLine(1).SetLevel(true);

        Assert.True(_cpu.IntrLine.Level);
        Assert.Equal(0x21, _pic.Acknowledge());
    }

    [Fact]
    public void Acknowledge_WithoutARequest_GivesSpurious7AndSetsNothingInService()
    {
        Initialise();

        byte vector = _pic.Acknowledge();
        _machine.Out(0x20, 0x0B);

        Assert.Equal(0x27, vector);
        Assert.Equal(0, _machine.In(0x20));
    }

    [Fact]
    public void Acknowledge_SlaveRequestGone_GivesSpurious7()
    {
        Initialise();
        _pic.CreateLine(12).SetLevel(true);

        // The slave's mask hides the request between the CPU's decision and the acknowledge: the master's input has fallen with it.
        _machine.Out(0xA1, 0xFF);

        Assert.False(_cpu.IntrLine.Level);
        Assert.Equal(0x27, _pic.Acknowledge());
    }

    [Fact]
    public void EdgeLine_KeptHigh_DoesNotRequestAgain()
    {
        Initialise();
        _pic.CreateLine(4).SetLevel(true);
        _pic.Acknowledge();

        _machine.Out(0x20, 0x20);

        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void EdgeLine_FallsBeforeAcknowledge_TakesItsRequestAlong()
    {
        Initialise();
        IInterruptLine line = _pic.CreateLine(4);
        line.SetLevel(true);

        line.SetLevel(false);

        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void Pulse_WhileMasked_StaysPending()
    {
        Initialise();
        _machine.Out(0x21, 0xFF);
        _pic.CreateLine(4).Pulse();

        _machine.Out(0x21, 0x00);

        Assert.Equal(0x24, _pic.Acknowledge());
        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void LevelLine_KeptHigh_RequestsAgainAfterEoi()
    {
        Initialise();
        _machine.Out(0x4D0, 0x20);
        IInterruptLine line = _pic.CreateLine(5);
        line.SetLevel(true);
        _pic.Acknowledge();

        _machine.Out(0x20, 0x20);

        Assert.True(_cpu.IntrLine.Level);
        line.SetLevel(false);
        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void WiredOr_OneOfTwoDriversReleases_LineStaysHigh()
    {
        Initialise();
        _machine.Out(0x4D1, 0x08);
        IInterruptLine one = _pic.CreateLine(11);
        IInterruptLine two = _pic.CreateLine(11);
        one.SetLevel(true);
        two.SetLevel(true);

        one.SetLevel(false);

        Assert.True(_cpu.IntrLine.Level);
        two.SetLevel(false);
        Assert.False(_cpu.IntrLine.Level);
    }

    [Fact]
    public void Elcr_FixedInputs_StayEdges()
    {
        _machine.Out(0x4D0, 0xFF);
        _machine.Out(0x4D1, 0xFF);

        Assert.Equal(0xFA, _machine.In(0x4D0));
        Assert.Equal(0xDE, _machine.In(0x4D1));
    }

    [Fact]
    public void LevelTriggered_InOptions_IsInElcrAfterReset()
    {
        using var machine = new TestMachine();
        var pic = new Pic(new PicOptions { Cpu = _cpu, LevelTriggered = [3, 11] }, machine);

        pic.Reset(ResetKind.Cold);

        Assert.Equal(0x08, machine.In(0x4D0));
        Assert.Equal(0x08, machine.In(0x4D1));
    }

    [Fact]
    public void AutoEoi_AfterAcknowledge_NothingIsInService()
    {
        Initialise(masterIcw4: 0x03);
        _pic.CreateLine(3).SetLevel(true);

        _pic.Acknowledge();
        _machine.Out(0x20, 0x0B);

        Assert.Equal(0, _machine.In(0x20));
    }

    [Fact]
    public void RotateOnAutoEoi_AfterAcknowledge_TheInputHasLowestPriority()
    {
        Initialise(masterIcw4: 0x03);
        _machine.Out(0x20, 0x80);
        _pic.CreateLine(3).Pulse();
        _pic.Acknowledge();

        _pic.CreateLine(3).Pulse();
        _pic.CreateLine(5).Pulse();

        Assert.Equal(0x25, _pic.Acknowledge());
    }

    [Fact]
    public void SpecificEoi_OfOneLevel_LeavesTheOther()
    {
        Initialise();
        _pic.CreateLine(5).SetLevel(true);
        _pic.Acknowledge();
        _pic.CreateLine(1).SetLevel(true);
        _pic.Acknowledge();

        _machine.Out(0x20, 0x65, 0x0B);

        Assert.Equal(0x02, _machine.In(0x20));
    }

    [Fact]
    public void RotateOnEoi_ThenBothRequest_TheRotatedOneIsLast()
    {
        Initialise();
        _pic.CreateLine(1).Pulse();
        _pic.Acknowledge();
        _machine.Out(0x20, 0xA0);

        _pic.CreateLine(1).Pulse();
        _pic.CreateLine(4).Pulse();

        Assert.Equal(0x24, _pic.Acknowledge());
    }

    [Fact]
    public void SetPriority_BottomIs5_SixIsFirst()
    {
        Initialise();
        _machine.Out(0x20, 0xC5);

        _pic.CreateLine(0).Pulse();
        _pic.CreateLine(6).Pulse();

        Assert.Equal(0x26, _pic.Acknowledge());
    }

    [Fact]
    public void SpecialMask_MaskedLevelInService_LetsLowerOnesThrough()
    {
        Initialise();
        _pic.CreateLine(1).SetLevel(true);
        _pic.Acknowledge();
        _pic.CreateLine(6).SetLevel(true);
        bool before = _cpu.IntrLine.Level;

        _machine.Out(0x21, 0x02);
        _machine.Out(0x20, 0x68);

        Assert.False(before);
        Assert.Equal(0x26, _pic.Acknowledge());
    }

    [Fact]
    public void SpecialMask_NonSpecificEoi_PassesOverTheMaskedLevel()
    {
        Initialise();
        _pic.CreateLine(1).SetLevel(true);
        _pic.Acknowledge();
        _machine.Out(0x21, 0x02);
        _machine.Out(0x20, 0x68);
        _pic.CreateLine(6).SetLevel(true);
        _pic.Acknowledge();

        _machine.Out(0x20, 0x20, 0x0B);

        Assert.Equal(0x02, _machine.In(0x20));
    }

    [Fact]
    public void SpecialFullyNested_HigherSlaveInput_InterruptsTheSlavesService()
    {
        Initialise(masterIcw4: 0x11);
        _pic.CreateLine(12).SetLevel(true);
        _pic.Acknowledge();

        _pic.CreateLine(9).SetLevel(true);

        Assert.True(_cpu.IntrLine.Level);
        Assert.Equal(0x29, _pic.Acknowledge());
    }

    [Fact]
    public void Poll_WithARequest_GivesItAndAcknowledges()
    {
        Initialise();
        _pic.CreateLine(6).SetLevel(true);

        _machine.Out(0x20, 0x0C);

        Assert.Equal(0x86, _machine.In(0x20));
        Assert.False(_cpu.IntrLine.Level);
        _machine.Out(0x20, 0x0B);
        Assert.Equal(0x40, _machine.In(0x20));
    }

    [Fact]
    public void Poll_WithoutARequest_Gives0()
    {
        Initialise();

        _machine.Out(0x20, 0x0C);

        Assert.Equal(0, _machine.In(0x20));
    }

    [Fact]
    public void Icw1_Again_ForgetsEdgesAndService()
    {
        Initialise();
        _pic.CreateLine(3).SetLevel(true);
        _pic.Acknowledge();
        _pic.CreateLine(1).SetLevel(true);

        Initialise();

        Assert.False(_cpu.IntrLine.Level);
        _machine.Out(0x20, 0x0B);
        Assert.Equal(0, _machine.In(0x20));
    }

    [Fact]
    public void CreateLine_OfTheCascade_IsRefusedInWords()
    {
        var error = Assert.Throws<ComponentException>(() => _pic.CreateLine(2));

        Assert.Contains("Interrupt 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_LoadedIntoAnotherMachine_GoesOnThere()
    {
        Initialise();
        _machine.Out(0x4D1, 0x08);
        IInterruptLine line = _pic.CreateLine(11);
        line.SetLevel(true);
        byte[] saved = StateBytes.Save(_pic);
        using var machine = new TestMachine();
        var other = new Pic(new PicOptions { Cpu = new FakeCpu() }, machine);
        IInterruptLine otherLine = other.CreateLine(11);

        StateBytes.Load(other, saved);
        otherLine.SetLevel(false);

        Assert.Equal(0x27, other.Acknowledge());
        Assert.Equal(0x2B, _pic.Acknowledge());
    }

    public void Dispose() => _machine.Dispose();

    /// <summary>As operating systems do: vectors 0x20 and 0x28, nothing masked.</summary>
    private void Initialise(byte masterIcw4 = 0x01)
    {
        _machine.Out(0x20, 0x11);
        _machine.Out(0x21, 0x20, 0x04, masterIcw4);
        _machine.Out(0xA0, 0x11);
        _machine.Out(0xA1, 0x28, 0x02, 0x01);
        _machine.Out(0x21, 0x00);
        _machine.Out(0xA1, 0x00);
    }
}
