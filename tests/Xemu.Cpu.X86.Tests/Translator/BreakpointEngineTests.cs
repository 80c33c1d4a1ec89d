using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The debugger's breakpoints beside translated code.</summary>
public sealed class BreakpointEngineTests
{
    /// <summary>Instructions of one round of <see cref="Start"/>.</summary>
    private const ulong Round = 9;

    private static readonly CpuBreakpoint Seldom = new(BreakpointKind.Execute, Guest.Code + 0x100);
    private static readonly CpuBreakpoint Inner = new(BreakpointKind.Execute, Guest.Code + 6);

    [Fact]
    public void CodeWithoutBreakpoints_IsTranslatedWhileOneIsSet_AndItHits()
    {
        using Guest guest = Start(isTranslated: true);
        guest.Cpu.AddBreakpoint(Seldom);

        Assert.Equal(CpuExit.Breakpoint, guest.Run());

        // MOV, 1000 rounds, and the JMP.
        Assert.Equal((1 + (1000 * Round) + 1, Seldom.Address), (guest.Cpu.InstructionCount, guest.Cpu.NextInstruction));
        var translator = (X86.Translator)guest.Cpu;
        Assert.True(translator.BlocksTranslated > 0);
        Assert.True(translator.Entries < 100, $"{translator.Entries} entries.");
        Assert.Equal(CpuExit.Halted, guest.Run());
    }

    [Fact]
    public void Breakpoint_InAPageWhoseTraceRuns_HitsEachRoundUntilItIsRemoved()
    {
        using Guest expected = Start(isTranslated: false);
        using Guest actual = Start(isTranslated: true);

        string[] places = [.. Places(expected)];

        Assert.Equal(places, Places(actual));
        Assert.Equal("Breakpoint 10006 at 902", places[1]);
        Assert.Equal("Halted", places[^1].Split(' ')[0]);
        Assert.True(((X86.Translator)actual.Cpu).BlocksTranslated > 1);
    }

    /// <summary>Runs without a breakpoint, with one, with another besides, without the first, and with none.</summary>
    private static IEnumerable<string> Places(Guest guest)
    {
        yield return Place(guest, guest.Cpu.Run(900));
        guest.Cpu.AddBreakpoint(Inner);
        for (int i = 0; i < 40; i++)
        {
            yield return Place(guest, guest.Run());
        }

        guest.Cpu.AddBreakpoint(Seldom);
        yield return Place(guest, guest.Run());
        guest.Cpu.RemoveBreakpoint(Inner);
        yield return Place(guest, guest.Run());
        guest.Cpu.ClearBreakpoints();
        yield return Place(guest, guest.Run());
    }

    private static string Place(Guest guest, CpuExit exit) => $"{exit} {guest.Cpu.NextInstruction:X} at {guest.Cpu.InstructionCount}";

    /// <summary>A thousand rounds of a loop with an inner branch, then a jump to a HLT elsewhere in the page.</summary>
    private static Guest Start(bool isTranslated)
    {
        Guest guest = Guest.Flat(static a =>
        {
            Iced.Intel.Label round = a.CreateLabel();
            Iced.Intel.Label even = a.CreateLabel();
            a.mov(ecx, 1000);
            a.Label(ref round);
            a.inc(eax);
            a.add(ebx, eax);
            a.xor(edx, ebx);
            a.test(eax, eax);
            a.jz(even);
            a.rol(edx, 3);
            a.Label(ref even);
            a.nop();
            a.dec(ecx);
            a.jnz(round);
            a.jmp(Seldom.Address);
        }, isTranslated);
        guest.Assemble((uint)Seldom.Address, 32, static a => a.hlt());
        return guest;
    }
}
