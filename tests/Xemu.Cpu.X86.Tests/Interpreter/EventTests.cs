using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class EventTests
{
    [Fact]
    public void Interrupt_WaitsForOneInstructionAfterSti()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.sti();
            a.inc(ecx);
            a.inc(ecx);
            a.hlt();
        });
        Wire(guest);
        guest.Cpu.Intr.SetLevel(true);

        guest.Run();

        Assert.Equal((1u, 9u), (guest.Register(Reg.Ecx), guest.Register(Reg.Ebp)));
    }

    [Fact]
    public void StiHlt_IsWokenByAPendingInterrupt()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.sti();
            a.hlt();
        });
        Wire(guest);
        Assert.Equal(CpuExit.Halted, guest.Run());
        guest.Cpu.Intr.SetLevel(true);

        guest.Run();

        Assert.Equal((9u, Guest.Code + 2), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void MovSs_ShadowsTheNextInstruction()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x10);
            a.sti();
            a.mov(ss, eax);
            a.mov(esp, 0x7_0000);
            a.inc(ecx);
            a.hlt();
        });
        Wire(guest);
        guest.Cpu.Run(2);
        guest.Cpu.Intr.SetLevel(true);

        guest.Run();

        Assert.Equal((0u, 0x7_0000u - 12), (guest.Register(Reg.Ecx), guest.Register(Reg.Esp)));
    }

    [Fact]
    public void Nmi_IsBlockedUntilIret()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.inc(ecx);
            a.hlt();
        });
        guest.Assemble(0x3000 + 0x20, 32, static a =>
        {
            a.inc(edx);
            a.@out(0x80, al);
            a.iretd();
        });
        guest.Ports.MapIo("nmi", 0x80, 1, new ByteSink { Written = _ => Pulse(guest) });
        Pulse(guest);

        // INC and OUT of the handler: the second pulse is latched and waits.
        guest.Cpu.Run(2);
        Assert.Equal((1u, 1), (guest.Register(Reg.Edx), guest.State->NmiLatched));

        // IRETD, then INC of the second handler.
        guest.Cpu.Run(4);
        Assert.Equal((2u, 0u), (guest.Register(Reg.Edx), guest.Register(Reg.Ecx)));
    }

    [Fact]
    public void SingleStep_TrapsBehindTheInstructionAfterPopf()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.pushfd();
            a.or(__dword_ptr[esp], 0x100);
            a.popfd();
            a.inc(ecx);
            a.inc(ecx);
        });

        guest.Run();

        Assert.Equal((1u, 1u, 0x4000u), (guest.Register(Reg.Ebp), guest.Register(Reg.Ecx), guest.State->Dr[6] & 0x4000));
    }

    [Fact]
    public void InstructionBreakpoint_FaultsBeforeTheInstruction()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.inc(ecx);
            a.inc(ecx);
            a.hlt();
        });
        guest.State->Dr[0] = Guest.Code + 1;
        guest.State->Dr[7] = 0x401;
        DebugRegisters.Changed(guest.State);

        guest.Run();

        Assert.Equal((1u, 1u, 1u), (guest.Register(Reg.Ebp), guest.Register(Reg.Ecx), guest.State->Dr[6] & 0xF));
    }

    [Fact]
    public void DataBreakpoint_TrapsAfterTheWrite()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x20000);
            a.mov(dr1, eax);
            a.mov(eax, 0xD0_040C);
            a.mov(dr7, eax);
            a.mov(eax, __dword_ptr[0x20000]);
            a.inc(ecx);
            a.mov(__dword_ptr[0x20002], eax);
            a.inc(ecx);
        });

        guest.Run();

        Assert.Equal((1u, 1u, 2u), (guest.Register(Reg.Ebp), guest.Register(Reg.Ecx), guest.State->Dr[6] & 0xF));
        Assert.Equal(Guest.Code + 5 + 3 + 5 + 3 + 5 + 1 + 5, guest.StackTopValue());
    }

    private static void Pulse(Guest guest)
    {
        guest.Cpu.Nmi.SetLevel(true);
        guest.Cpu.Nmi.SetLevel(false);
    }

    private static void Wire(Guest guest) => guest.Cpu.ConnectInterruptController(new Vector9(guest));

    private sealed class Vector9(Guest guest) : IInterruptAcknowledge
    {
        public byte Acknowledge()
        {
            guest.Cpu.Intr.SetLevel(false);
            return 9;
        }
    }
}
