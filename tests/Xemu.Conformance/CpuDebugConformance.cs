using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.State;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every CPU that a debugger can stop must pass, whatever its architecture.</summary>
public abstract class CpuDebugConformance : StatefulConformance
{
    /// <summary>Instructions of the loops run, enough for an engine to have translated and linked them.</summary>
    private const ulong Warm = 10_000;

    /// <summary>Linear addresses of the two instructions of the loop, in the order they run; the first one is where the CPU starts after reset.</summary>
    protected abstract (ulong First, ulong Second) LoopAddresses { get; }

    /// <summary>Linear address of the byte that the accesses go to; its neighbours are not touched.</summary>
    protected abstract ulong DataAddress { get; }

    /// <summary>Places an endless loop of two instructions that touch no memory where the CPU starts after reset.</summary>
    protected abstract void PlaceLoop();

    /// <summary>Places an endless loop there: write the byte, read the byte, jump back.</summary>
    protected abstract void PlaceAccesses();

    [Theory]
    [InlineData(0)]
    [InlineData(Warm)]
    public void Execute_Breakpoint_StopsBeforeTheInstruction(ulong before)
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceLoop();
        cpu.Run(before);
        CpuBreakpoint breakpoint = At(LoopAddresses.Second);
        debug.AddBreakpoint(breakpoint);

        CpuExit exit = cpu.Run(before + 1_000);

        Assert.Equal((CpuExit.Breakpoint, before + 1), (exit, cpu.InstructionCount));
        Assert.Equal(new BreakpointHit(breakpoint, BreakpointKind.Execute, breakpoint.Address), debug.LastHit);
    }

    [Fact]
    public void Run_AfterAHit_GetsOffTheInstructionAndComesAround()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceLoop();
        debug.AddBreakpoint(At(LoopAddresses.Second));
        cpu.Run(1_000);

        Assert.Equal((CpuExit.Breakpoint, 3ul), (cpu.Run(1_000), cpu.InstructionCount));
        Assert.Equal((CpuExit.Breakpoint, 5ul), (cpu.Run(1_000), cpu.InstructionCount));
    }

    [Fact]
    public void Execute_OnEveryInstruction_StopsAtEach()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceLoop();
        debug.AddBreakpoint(At(LoopAddresses.First));
        debug.AddBreakpoint(At(LoopAddresses.Second));

        Assert.Equal((CpuExit.Breakpoint, 0ul), (cpu.Run(1_000), cpu.InstructionCount));
        Assert.Equal((CpuExit.Breakpoint, 1ul), (cpu.Run(1_000), cpu.InstructionCount));
        Assert.Equal((CpuExit.Breakpoint, 2ul), (cpu.Run(1_000), cpu.InstructionCount));
    }

    [Fact]
    public void SkipCurrent_OnABreakpoint_GetsOffIt()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceLoop();
        cpu.Run(2);
        debug.AddBreakpoint(At(LoopAddresses.First));
        debug.SkipCurrent();

        Assert.Equal((CpuExit.Breakpoint, 4ul), (cpu.Run(1_000), cpu.InstructionCount));
    }

    [Fact]
    public void RemoveBreakpoint_LetsTheCpuRun()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceLoop();
        debug.AddBreakpoint(At(LoopAddresses.Second));
        debug.AddBreakpoint(At(LoopAddresses.Second));
        cpu.Run(1_000);

        Assert.True(debug.RemoveBreakpoint(At(LoopAddresses.Second)));
        Assert.False(debug.RemoveBreakpoint(At(LoopAddresses.Second)));
        Assert.Equal((CpuExit.CountReached, 1_000ul), (cpu.Run(1_000), cpu.InstructionCount));
        Assert.Null(debug.LastHit);
    }

    [Fact]
    public void ClearBreakpoints_LetsTheCpuRun()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceAccesses();
        debug.AddBreakpoint(At(LoopAddresses.First));
        debug.AddBreakpoint(Watch(BreakpointKind.Access));
        cpu.Run(1_000);
        debug.ClearBreakpoints();

        Assert.Equal((CpuExit.CountReached, 1_000ul), (cpu.Run(1_000), cpu.InstructionCount));
    }

    [Fact]
    public void Count_AtABreakpoint_IsReachedFirst()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceLoop();
        debug.AddBreakpoint(At(LoopAddresses.Second));

        Assert.Equal((CpuExit.CountReached, 1ul), (cpu.Run(1), cpu.InstructionCount));
        Assert.Equal((CpuExit.Breakpoint, 1ul), (cpu.Run(1_000), cpu.InstructionCount));
    }

    [Theory]
    [InlineData(BreakpointKind.Write, BreakpointKind.Write, 1, 0)]
    [InlineData(BreakpointKind.Write, BreakpointKind.Write, 1, Warm)]
    [InlineData(BreakpointKind.Read, BreakpointKind.Read, 2, 0)]
    [InlineData(BreakpointKind.Read, BreakpointKind.Read, 2, Warm)]
    [InlineData(BreakpointKind.Access, BreakpointKind.Write, 1, 0)]
    public void Watchpoint_OfAKind_StopsBehindTheAccess(BreakpointKind kind, BreakpointKind found, ulong instructions, ulong before)
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceAccesses();

        // A whole number of rounds of three instructions.
        ulong start = before / 3 * 3;
        cpu.Run(start);
        debug.AddBreakpoint(Watch(kind));

        CpuExit exit = cpu.Run(start + 1_000);

        Assert.Equal((CpuExit.Breakpoint, start + instructions), (exit, cpu.InstructionCount));
        Assert.Equal(new BreakpointHit(Watch(kind), found, DataAddress), debug.LastHit);
    }

    [Fact]
    public void Watchpoint_OfAccesses_StopsBehindEach()
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceAccesses();
        debug.AddBreakpoint(Watch(BreakpointKind.Access));

        Assert.Equal((CpuExit.Breakpoint, 1ul), (cpu.Run(1_000), cpu.InstructionCount));
        Assert.Equal((CpuExit.Breakpoint, 2ul), (cpu.Run(1_000), cpu.InstructionCount));
        Assert.Equal(BreakpointKind.Read, debug.LastHit?.Kind);
        Assert.Equal((CpuExit.Breakpoint, 4ul), (cpu.Run(1_000), cpu.InstructionCount));
    }

    [Theory]
    [InlineData(-8, 8, false)]
    [InlineData(-8, 9, true)]
    [InlineData(1, 4096, false)]
    [InlineData(-256, 8192, true)]
    public void Watchpoint_OfARange_SeesItsBytesOnly(int offset, ulong size, bool hit)
    {
        using IComponent component = Made();
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceAccesses();
        debug.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Access, DataAddress + (ulong)(long)offset, size));

        Assert.Equal(hit ? CpuExit.Breakpoint : CpuExit.CountReached, cpu.Run(1_000));
    }

    [Theory]
    [InlineData(0ul, 0ul)]
    [InlineData(ulong.MaxValue, 1ul)]
    [InlineData(0ul, ulong.MaxValue)]
    public void AddBreakpoint_ThatCannotBe_IsRefused(ulong address, ulong size)
    {
        using IComponent component = Made();
        (_, ICpuBreakpoints debug) = Parts(component);

        Assert.Throws<ArgumentException>(() => debug.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Write, address, size)));
    }

    [Fact]
    public void State_AfterManyHits_IsThatOfARunWithout()
    {
        using IComponent component = Made();
        var state = (IStateful)component;
        (ICpu cpu, ICpuBreakpoints debug) = Parts(component);
        PlaceAccesses();
        byte[] start = StateBytes.Save(state);
        cpu.Run(1_000);
        byte[] plain = StateBytes.Save(state);
        StateBytes.Load(state, start);
        debug.AddBreakpoint(At(LoopAddresses.First));
        debug.AddBreakpoint(Watch(BreakpointKind.Access));
        int hits = 0;
        while (cpu.Run(1_000) == CpuExit.Breakpoint)
        {
            hits++;
        }

        Assert.True(hits > 900, $"{hits} hits");
        Assert.Equal(plain, StateBytes.Save(state));
    }

    [Fact]
    public void Registers_SetToWhatTheyAre_ChangeNothing()
    {
        using IComponent component = Made();
        var debug = (ICpuDebug)component;
        byte[] before = StateBytes.Save((IStateful)component);

        Assert.All(debug.Registers, register => debug.SetRegister(register.Name, register.Value));

        Assert.Equal(before, StateBytes.Save((IStateful)component));
        Assert.Distinct(debug.Registers.Select(static r => r.Name));
    }

    [Fact]
    public void SetRegister_OfNoRegisterOrTooWide_IsRefused()
    {
        using IComponent component = Made();
        var debug = (ICpuDebug)component;
        CpuRegister narrow = debug.Registers.First(static r => r.Bits < 128);

        Assert.Throws<ArgumentException>(() => debug.SetRegister("no-such-register", 0));
        Assert.Throws<ArgumentException>(() => debug.SetRegister(narrow.Name, UInt128.One << narrow.Bits));
    }

    private static (ICpu Cpu, ICpuBreakpoints Debug) Parts(IComponent component) => ((ICpu)component, (ICpuBreakpoints)component);

    private static CpuBreakpoint At(ulong address) => new(BreakpointKind.Execute, address);

    private CpuBreakpoint Watch(BreakpointKind kind) => new(kind, DataAddress);
}
