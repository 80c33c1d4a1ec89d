using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class FaultTests
{
    [Fact]
    public void Div_ByZero_PushesItsOwnAddress()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.nop();
            a.div(ecx);
        });

        guest.Run();

        Assert.Equal((0u, Guest.Code + 1), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void Load_OfASelectorBeyondTheTable_GivesGpWithTheSelector()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x1003);
            a.mov(ds, eax);
        });

        guest.Run();

        Assert.Equal((13u, 0x1000u), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void Load_OfAnAbsentSegment_GivesNp()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x18);
            a.mov(es, eax);
        });
        guest.Write64(Guest.Gdt + 0x18, 0x00CF_1300_0000_FFFF);

        guest.Run();

        Assert.Equal((11u, 0x18u), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void Load_OfAnAbsentStack_GivesSs()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x18);
            a.mov(ss, eax);
        });
        guest.Write64(Guest.Gdt + 0x18, 0x00CF_1300_0000_FFFF);

        guest.Run();

        Assert.Equal((12u, 0x18u), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void Write_BeyondALimit_GivesGpZeroAndChangesNothing()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x18);
            a.mov(es, eax);
            a.mov(edi, 0xFFE);
            a.mov(ecx, 3);
            a.rep.stosb();
        });
        guest.Write64(Guest.Gdt + 0x18, 0x0040_9300_0000_0FFF);

        guest.Run();

        Assert.Equal((13u, 0u), (guest.Register(Reg.Ebp), guest.StackTopValue()));
        Assert.Equal((0x1000u, 1u), (guest.Register(Reg.Edi), guest.Register(Reg.Ecx)));
    }

    [Fact]
    public void Read_OfAnExpandDownSegment_IsAllowedAboveTheLimitOnly()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, 0x18);
            a.mov(es, eax);
            a.mov(ebx, __dword_ptr.es[0x1000]);
            a.inc(esi);
            a.mov(ebx, __dword_ptr.es[0xFFF]);
        });
        guest.Write64(Guest.Gdt + 0x18, 0x0040_9700_0000_0FFF);

        guest.Run();

        Assert.Equal((13u, 1u), (guest.Register(Reg.Ebp), guest.Register(Reg.Esi)));
    }

    [Fact]
    public void UnknownInstructions_GiveUd()
    {
        // MOVDQA xmm0, xmm0: SSE2.
        using Guest guest = Guest.Flat(static a => a.db(0x66, 0x0F, 0x6F, 0xC0));

        guest.Run();

        Assert.Equal(6u, guest.Register(Reg.Ebp));
    }

    [Fact]
    public void Lock_WhereItIsNotLegal_GivesUd()
    {
        using Guest guest = Guest.Flat(static a => a.db(0xF0, 0x90));

        guest.Run();

        Assert.Equal(6u, guest.Register(Reg.Ebp));
    }

    [Fact]
    public void SixteenBytes_GiveGp()
    {
        using Guest guest = Guest.Flat(static a =>
            a.db(0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x90));

        guest.Run();

        Assert.Equal(13u, guest.Register(Reg.Ebp));
    }

    [Fact]
    public void SoftwareInterrupt_ThroughAnAbsentGate_GivesNpWithTheGate()
    {
        using Guest guest = Guest.Flat(static a => a.@int(0x20));
        guest.SetGate(0x20, 0x3000, type: 0x0E);

        guest.Run();

        Assert.Equal((11u, (0x20u * 8) | 2), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void PageFaultHandlerAbsent_MakesADoubleFault()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.xor(eax, eax);
            a.div(eax);
        });
        guest.SetGate(0, 0x3000, type: 0x0E);

        guest.Run();

        Assert.Equal((8u, 0u), (guest.Register(Reg.Ebp), guest.StackTopValue()));
    }

    [Fact]
    public void NoHandlersAtAll_ShutDown()
    {
        using Guest guest = Guest.Flat(static a => a.ud2());
        guest.State->IdtLimit = 0;

        Assert.Equal(CpuExit.Shutdown, guest.Run());
        Assert.Equal(CpuExit.Shutdown, guest.Run());
    }

    [Fact]
    public void NmiWithoutAnIdt_ShutsDownBeforeTheNextInstruction()
    {
        using Guest guest = Guest.Flat(static a => a.inc(ecx));
        guest.State->IdtLimit = 0;
        guest.Cpu.Nmi.SetLevel(true);

        Assert.Equal(CpuExit.Shutdown, guest.Run());
        Assert.Equal((0ul, 0u), (guest.Cpu.InstructionCount, guest.Register(Reg.Ecx)));
    }

    [Fact]
    public void JumpToAnAbsentPageWithoutAnIdt_ShutsDownWithTheJumpCountedOnce()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.nop();
            a.nop();
            a.mov(eax, 0x0080_0000);
            a.jmp(eax);
        });
        guest.IdentityPages(0x10_0000, 0x10_1000);
        guest.State->Cr3 = 0x10_0000;
        guest.State->Cr0 |= Cr.Pg;
        guest.Cpu.Host.Spaces.Clear();
        Events.UpdateMode(guest.State);
        guest.State->IdtLimit = 0;

        Assert.Equal(CpuExit.Shutdown, guest.Run());
        Assert.Equal(4ul, guest.Cpu.InstructionCount);
    }

    [Fact]
    public void JumpBeyondTheCodeLimit_FaultsAtTheJump()
    {
        // JMP far 0x18:0 into a segment of 16 bytes at 0x10000 whose second instruction, at 7, jumps to 0x80.
        using Guest guest = Guest.Flat(static a =>
        {
            a.db(0xEA, 0x07, 0x00, 0x00, 0x00, 0x18, 0x00);
            a.db(0xEB, 0x77);
        });
        guest.Write64(Guest.Gdt + 0x18, 0x0040_9B01_0000_0010);

        guest.Run();

        Assert.Equal((13u, 0u, 7u), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.StackTopValue(1)));
    }

    [Fact]
    public void UnalignedAccess_AtLevel3WithAcAndAm_GivesAc()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(eax, cr0);
            a.or(eax, 0x4_0000);
            a.mov(cr0, eax);
            a.push(0x23);
            a.push(0x7_0000);
            a.push(0x4_0002);
            a.push(0x1B);
            a.push(0x1_1000);
            a.iretd();
        });
        UserSegments(guest);
        guest.Assemble(0x1_1000, 32, static a =>
        {
            a.mov(eax, __dword_ptr[0x20000]);
            a.inc(esi);
            a.mov(eax, __dword_ptr[0x20001]);
        });

        guest.Run();

        Assert.Equal((17u, 1u, 0u), (guest.Register(Reg.Ebp), guest.Register(Reg.Esi), guest.StackTopValue()));
    }

    [Fact]
    public void Cli_AtLevel3_GivesGpAndSwitchesStacks()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.push(0x23);
            a.push(0x7_0000);
            a.push(2);
            a.push(0x1B);
            a.push(0x1_1000);
            a.iretd();
        });
        UserSegments(guest);
        guest.Assemble(0x1_1000, 32, static a => a.cli());

        guest.Run();

        Assert.Equal((13u, 0u, 0x1_1000u, 0x1Bu), (guest.Register(Reg.Ebp), guest.StackTopValue(), guest.StackTopValue(1), guest.StackTopValue(2)));
        Assert.Equal((0x7_0000u, 0x23u), (guest.StackTopValue(4), guest.StackTopValue(5)));
    }

    /// <summary>Level-3 code at 0x18 and data at 0x20, and a TSS with the inner stack.</summary>
    internal static void UserSegments(Guest guest)
    {
        guest.Write64(Guest.Gdt + 0x18, 0x00CF_FB00_0000_FFFF);
        guest.Write64(Guest.Gdt + 0x20, 0x00CF_F300_0000_FFFF);
        guest.Write32(0x4004, 0x9000);
        guest.Write32(0x4008, 0x10);
        guest.Write32(0x4064, 0x0068_0000);
        guest.State->Tr.Base = 0x4000;
        guest.State->Tr.Limit = 0xFFF;
        guest.State->Tr.Selector = 0x28;
        guest.State->Tr.Attributes = 0x8B;
        guest.State->Ds.Attributes |= 0x60;
    }
}
