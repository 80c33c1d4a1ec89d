using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The debugger's breakpoints where x86 has something of its own.</summary>
public sealed unsafe class BreakpointTests
{
    [Fact]
    public void Rep_WithABreakpoint_StopsOnceAlsoWhenTheRunIsCut()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(ecx, 100);
            a.mov(edi, 0x20000);
            a.rep.stosb();
            a.hlt();
        });
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Execute, Guest.Code + 10));

        Assert.Equal(CpuExit.Breakpoint, guest.Run());
        Assert.Equal(CpuExit.CountReached, guest.Cpu.Run(12));
        Assert.Equal(90u, guest.Register(Reg.Ecx));
        Assert.Equal(CpuExit.CountReached, guest.Cpu.Run(13));
        Assert.Equal(CpuExit.Halted, guest.Run());
    }

    [Fact]
    public void Rep_IntoAWatchedByte_StopsBehindThatIteration()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(ecx, 100);
            a.mov(edi, 0x20000);
            a.rep.stosb();
            a.hlt();
        });
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Write, 0x20010));

        Assert.Equal((CpuExit.Breakpoint, 0x20011u), (guest.Run(), guest.Register(Reg.Edi)));
        Assert.Equal((CpuExit.Halted, 0x20064u), (guest.Run(), guest.Register(Reg.Edi)));
    }

    [Fact]
    public void OwnDebugRegisters_WorkBesideTheDebugger()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.inc(ecx);
            a.inc(ecx);
            a.mov(__dword_ptr[0x20000], ecx);
            a.hlt();
        });
        guest.State->Dr[0] = Guest.Code + 1;
        guest.State->Dr[7] = 0x401;
        DebugRegisters.Changed(guest.State);
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Execute, Guest.Code + 1));

        // First the debugger, then the guest's own #DB, whose handler halts with EBP = 1.
        Assert.Equal(CpuExit.Breakpoint, guest.Run());
        Assert.Equal(CpuExit.Halted, guest.Run());
        Assert.Equal((1u, 1u, 1u), (guest.Register(Reg.Ebp), guest.Register(Reg.Ecx), guest.State->Dr[6] & 0xF));
    }

    [Fact]
    public void Watchpoint_BesideTheGuestsOwn_IsToldFirstAndTheTrapFollows()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(__dword_ptr[0x20000], ecx);
            a.inc(ecx);
            a.hlt();
        });
        guest.State->Dr[1] = 0x20000;
        guest.State->Dr[7] = 0xD0_040C;
        DebugRegisters.Changed(guest.State);
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Write, 0x20000, 4));

        Assert.Equal((CpuExit.Breakpoint, 0u), (guest.Run(), guest.State->Dr[6] & 0xF));
        Assert.Equal(CpuExit.Halted, guest.Run());
        Assert.Equal((1u, 0u, 2u), (guest.Register(Reg.Ebp), guest.Register(Reg.Ecx), guest.State->Dr[6] & 0xF));
    }

    [Fact]
    public void Watchpoint_OnTheStackOfAnException_StopsAtItsHandler()
    {
        using Guest guest = Guest.Flat(static a => a.ud2());
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Write, Guest.StackTop - 12, 12));

        Assert.Equal((CpuExit.Breakpoint, 0x3000u + (16 * 6)), (guest.Run(), guest.State->Eip));
    }

    [Fact]
    public void Watchpoint_ReadByAnInstructionThatFaults_IsNoHit()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(esi, 0x20000);
            a.mov(edi, 0x90_0000);
            a.movsd();
            a.hlt();
        });
        guest.IdentityPages(0x10_0000, 0x10_1000);
        guest.State->Cr3 = 0x10_0000;
        guest.State->Cr0 |= Cr.Pg;
        guest.Cpu.Host.Spaces.Clear();
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Read, 0x20000, 4));

        Assert.Equal((CpuExit.Halted, 14u), (guest.Run(), guest.Register(Reg.Ebp)));
    }

    [Fact]
    public void HoldsInterrupts_LetsThemWaitUntilItIsOver()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.sti();
            a.nop();
            a.inc(ecx);
            a.inc(ecx);
            a.hlt();
        });
        guest.Cpu.ConnectInterruptController(new Vector9(guest));
        guest.Cpu.Run(2);
        guest.Cpu.Intr.SetLevel(true);
        guest.Cpu.HoldsInterrupts = true;

        guest.Cpu.Run(3);
        Assert.Equal((Guest.Code + 3, 1u), (guest.State->Eip, guest.Register(Reg.Ecx)));

        guest.Cpu.HoldsInterrupts = false;
        guest.Run();
        Assert.Equal((9u, 1u), (guest.Register(Reg.Ebp), guest.Register(Reg.Ecx)));
    }

    [Fact]
    public void HoldsInterrupts_OfAHaltedProcessor_StillWakesIt()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.sti();
            a.hlt();
        });
        guest.Cpu.ConnectInterruptController(new Vector9(guest));
        guest.Run();
        guest.Cpu.HoldsInterrupts = true;
        guest.Cpu.Intr.SetLevel(true);

        guest.Run();

        Assert.Equal(9u, guest.Register(Reg.Ebp));
    }

    [Fact]
    public void Breakpoint_InCodeThatIsWrittenAnew_Stays()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.nop();
            a.inc(ecx);
            a.nop();
            a.jmp(Guest.Code);
        });
        guest.Cpu.Run(400);
        guest.Cpu.AddBreakpoint(new CpuBreakpoint(BreakpointKind.Execute, Guest.Code + 2));
        guest.Memory.Write(Guest.Code + 2, [0x42]);

        Assert.Equal((CpuExit.Breakpoint, Guest.Code + 2, 0u), (guest.Run(), guest.State->Eip, guest.Register(Reg.Edx)));
        Assert.Equal((CpuExit.Breakpoint, Guest.Code + 2, 1u), (guest.Run(), guest.State->Eip, guest.Register(Reg.Edx)));
    }

    private sealed class Vector9(Guest guest) : IInterruptAcknowledge
    {
        public byte Acknowledge()
        {
            guest.Cpu.Intr.SetLevel(false);
            return 9;
        }
    }
}
