using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A guest whose handler faults at its first instruction retires nothing, for ever.</summary>
public sealed unsafe class IdleFaultTests
{
    private const int InvalidOpcode = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void HandlerThatFaultsAtItsFirstInstruction_ComesBackNowAndThen_AndAnInterruptGetsThrough(bool isTranslated)
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.nop();
            a.ud2();
        }, isTranslated);
        guest.SetGate(InvalidOpcode, Guest.Code + 1);

        Assert.Equal((CpuExit.Requested, 1ul), (guest.Run(), guest.Cpu.InstructionCount));
        uint stack = guest.Register(Reg.Esp);
        Assert.Equal((CpuExit.Requested, 1ul), (guest.Run(), guest.Cpu.InstructionCount));
        Assert.NotEqual(stack, guest.Register(Reg.Esp));

        guest.Cpu.Nmi.SetLevel(true);
        Assert.Equal((CpuExit.Halted, 2u), (guest.Run(), guest.Register(Reg.Ebp)));
    }

    [Fact]
    public void HandlerThatFaultsAtItsFirstInstruction_ComesBackInTheSameStateUnderBothEngines()
    {
        using Guest expected = Idle(isTranslated: false);
        using Guest actual = Idle(isTranslated: true);

        Assert.Equal(expected.Run(), actual.Run());

        Assert.Equal(expected.Register(Reg.Esp), actual.Register(Reg.Esp));
        Assert.Equal(expected.RamHash(), actual.RamHash());
    }

    private static Guest Idle(bool isTranslated)
    {
        Guest guest = Guest.Flat(static a => a.ud2(), isTranslated);
        guest.SetGate(InvalidOpcode, Guest.Code);
        return guest;
    }
}
