using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;

namespace Xemu.Conformance;

/// <summary>What every CPU must pass, whatever its architecture: exact counts, exits, halting.</summary>
public abstract class CpuConformance : StatefulConformance
{
    /// <summary>Places an endless loop of instructions that touch no memory where the CPU starts after reset.</summary>
    protected abstract void PlaceLoop();

    /// <summary>Places a halt instruction there.</summary>
    protected abstract void PlaceHalt();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1_000)]
    [InlineData(100_003)]
    public void Run_UntilACount_StopsThereExactly(ulong count)
    {
        using IComponent component = Made();
        var cpu = (ICpu)component;
        PlaceLoop();

        CpuExit exit = cpu.Run(cpu.InstructionCount + count);

        Assert.Equal((CpuExit.CountReached, count), (exit, cpu.InstructionCount));
    }

    [Fact]
    public void RequestExit_BeforeRun_EndsItBeforeTheFirstInstruction()
    {
        using IComponent component = Made();
        var cpu = (ICpu)component;
        PlaceLoop();
        cpu.RequestExit();

        CpuExit exit = cpu.Run(1_000);

        Assert.Equal((CpuExit.Requested, 0ul), (exit, cpu.InstructionCount));
        Assert.Equal(CpuExit.CountReached, cpu.Run(1_000));
    }

    [Fact]
    public void Run_OfAHalt_GivesHaltedEachTime()
    {
        using IComponent component = Made();
        var cpu = (ICpu)component;
        PlaceHalt();

        Assert.Equal(CpuExit.Halted, cpu.Run(1_000));
        Assert.Equal(CpuExit.Halted, cpu.Run(2_000));
        Assert.Equal(1ul, cpu.InstructionCount);
    }
}
