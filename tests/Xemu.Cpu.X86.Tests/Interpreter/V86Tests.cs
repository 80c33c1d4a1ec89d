using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class V86Tests
{
    private const uint VmFlag = 0x2_0000;
    private const uint Iopl3 = 0x3000;

    [Fact]
    public void IretdToV86_RunsParagraphsAtLevel3()
    {
        using Guest guest = Enter(VmFlag | Iopl3, static a =>
        {
            a.mov(ax, cs);
            a.mov(bx, ds);
            a.mov(cx, __word_ptr[0]);
            a.@int(0x20);
        });
        guest.SetGate(0x20, 0x3000 + (16 * 9), type: 0xEE);
        guest.Write32(0x2_3450, 0x55AA);

        guest.Run();

        Assert.Equal((9u, 0x1100u, 0x2345u, 0x55AAu), (guest.Register(Reg.Ebp), guest.Register(Reg.Eax), guest.Register(Reg.Ebx), guest.Register(Reg.Ecx)));
        Assert.Equal((0u, 0u), (guest.State->Ds.Selector, guest.State->Cpl));

        // EIP, CS, EFLAGS, ESP, SS, ES, DS, FS, GS.
        Assert.Equal((0x1100u, VmFlag, 0x2345u), (guest.StackTopValue(1), guest.StackTopValue(2) & VmFlag, guest.StackTopValue(6)));
    }

    [Fact]
    public void Interrupt_WithLowIopl_GivesGp()
    {
        using Guest guest = Enter(VmFlag, static a => a.@int(0x20));

        guest.Run();

        Assert.Equal((13u, 0u), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void Cli_UnderVme_ChangesTheVirtualFlag()
    {
        using Guest guest = Enter(VmFlag | 0x200, static a =>
        {
            a.sti();
            a.cli();
            a.sti();
            a.pushf();
            a.pop(ax);
            a.hlt();
        });
        guest.State->Cr4 = Cr.Vme;

        guest.Run();

        // HLT at level 3; the pushed image shows IOPL 3 and the virtual flag as IF.
        Assert.Equal((13u, 0x3200u, Efl.Vif), (guest.Register(Reg.Ebp), guest.Register(Reg.Eax) & 0x3200, guest.StackTopValue(3) & Efl.Vif));
    }

    [Fact]
    public void Interrupt_UnderVmeWithAClearBit_StaysInV86()
    {
        using Guest guest = Enter(VmFlag, static a => a.@int(0x20));
        guest.State->Cr4 = Cr.Vme;
        guest.Write32(4 * 0x20, 0x1200_0000);
        guest.Assemble(0x1_2000, 16, static a =>
        {
            a.mov(ax, 0x77);
            a.iret();
        });
        guest.Memory.Write(0x1_1002, [0xF4]);

        guest.Run();

        Assert.Equal((13u, 0x77u, 0x1100u), (guest.Register(Reg.Ebp), guest.Register(Reg.Eax), guest.StackTopValue(2)));
    }

    private static Guest Enter(uint eflags, Action<Assembler> program)
    {
        Guest guest = Guest.Flat(a =>
        {
            a.push(0);
            a.push(0);
            a.push(0x2345);
            a.push(0);
            a.push(0x5000);
            a.push(0x1000);
            a.push((int)eflags | 2);
            a.push(0x1100);
            a.push(0);
            a.iretd();
        });
        FaultTests.UserSegments(guest);
        guest.Write32(0x4064, 0x0088_0000);
        guest.Assemble(0x1_1000, 16, program);
        return guest;
    }
}
