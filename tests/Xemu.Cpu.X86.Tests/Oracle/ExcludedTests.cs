using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The codes of Excluded.txt that the part has, in the interpreter alone.</summary>
public unsafe class ExcludedTests
{
    private const uint Result = 0x5000;
    private const uint Untouched = 0xDEAD;

    [Fact]
    public void SgdtSidt_BothOperandSizes_StoreLimitAndBase()
    {
        using Guest guest = Guest.Flat(a =>
        {
            a.sgdt(__[Result]);
            a.sidt(__[Result + 8]);
            a.db(0x66, 0x0F, 0x01, 0x05, 0x10, 0x50, 0x00, 0x00); // sgdt [5010h], 16-bit operand size
            a.db(0x66, 0x0F, 0x01, 0x0D, 0x18, 0x50, 0x00, 0x00); // sidt [5018h]
            a.hlt();
        });
        guest.Run();

        Assert.Equal(0xFFu, guest.Read32(Result) & 0xFFFF);
        Assert.Equal(Guest.Gdt, guest.Read32(Result + 2));
        Assert.Equal(0x7FFu, guest.Read32(Result + 8) & 0xFFFF);
        Assert.Equal(Guest.Idt, guest.Read32(Result + 10));
        Assert.Equal(Guest.Gdt, guest.Read32(Result + 0x12));
        Assert.Equal(Guest.Idt, guest.Read32(Result + 0x1A));
    }

    [Fact]
    public void SldtStrSmsw_RegisterAndMemory_StoreSelectorsAndTheMachineStatus()
    {
        using Guest guest = Guest.Flat(a =>
        {
            a.mov(esi, -1);
            a.mov(edi, -1);
            a.sldt(si);
            a.str(di);
            a.sldt(__word_ptr[Result]);
            a.str(__word_ptr[Result + 4]);
            a.smsw(__word_ptr[Result + 8]);
            a.smsw(bx);
            a.hlt();
        });
        guest.State->Ldt.Selector = 0x18;
        guest.State->Tr.Selector = 0x20;
        guest.Write32(Result + 8, 0xFFFF_0000);
        guest.Run();

        Assert.Equal(0xFFFF_0018, guest.Register(Reg.Esi));
        Assert.Equal(0xFFFF_0020, guest.Register(Reg.Edi));
        Assert.Equal(0x18u, guest.Read32(Result));
        Assert.Equal(0x20u, guest.Read32(Result + 4));
        Assert.Equal(0xFFFF_0000 | (guest.State->Cr0 & 0xFFFF), guest.Read32(Result + 8));
        Assert.Equal(guest.State->Cr0 & 0xFFFF, guest.Register(Reg.Ebx) & 0xFFFF);
    }

    [Theory]
    [InlineData(0xCC, Fault.BP)]
    [InlineData(0xF1, Fault.DB)]
    [InlineData(0xCE, Fault.OF)]
    public void OneByteInterrupt_ThroughAGate_PushesTheAddressBehindIt(byte opcode, int vector)
    {
        using Guest guest = Guest.Flat(a =>
        {
            a.mov(al, 0x7F);
            a.inc(al);
            a.db(opcode);
            a.mov(ebp, Untouched);
            a.hlt();
        });
        guest.Run();

        Assert.Equal((uint)vector, guest.Register(Reg.Ebp));
        Assert.Equal(Guest.Code + 5, guest.StackTopValue());
    }

    [Fact]
    public void Cpuid_LeavesZeroAndOne_AnswerAsACoppermine()
    {
        using Guest guest = Guest.Flat(a =>
        {
            a.xor(eax, eax);
            a.cpuid();
            a.mov(__dword_ptr[Result], ebx);
            a.mov(__dword_ptr[Result + 4], edx);
            a.mov(__dword_ptr[Result + 8], ecx);
            a.mov(eax, 1);
            a.cpuid();
            a.hlt();
        });
        guest.Run();

        // "GenuineIntel"; family 6, model 8; FXSR and SSE but not SSE2 (Intel application note 485).
        Assert.Equal(0x756E_6547u, guest.Read32(Result));
        Assert.Equal(0x4965_6E69u, guest.Read32(Result + 4));
        Assert.Equal(0x6C65_746Eu, guest.Read32(Result + 8));
        Assert.Equal(0x680u, guest.Register(Reg.Eax) & 0xFF0);
        Assert.Equal(0x0300_0000u, guest.Register(Reg.Edx) & 0x0700_0000);
    }

    [Fact]
    public void Rdtsc_UnderTsdAtLevelZero_StillReads()
    {
        using Guest guest = Guest.Flat(a =>
        {
            a.mov(edx, -1);
            a.rdtsc();
            a.mov(ebp, Untouched);
            a.hlt();
        });
        guest.State->Cr4 |= Cr.Tsd;
        guest.Run();

        Assert.Equal(Untouched, guest.Register(Reg.Ebp));
        Assert.Equal(0u, guest.Register(Reg.Edx));
    }

    [Fact]
    public void Sysenter_WithItsRegistersSet_EntersFlatCode()
    {
        using Guest guest = Guest.Flat(a => a.sysenter());
        guest.Assemble(0x6000, 32, a =>
        {
            a.mov(ebp, Untouched);
            a.hlt();
        });
        guest.State->SysenterCs = 8;
        guest.State->SysenterEsp = 0x7_0000;
        guest.State->SysenterEip = 0x6000;
        guest.Run();

        Assert.Equal(Untouched, guest.Register(Reg.Ebp));
        Assert.Equal(0x7_0000u, guest.Register(Reg.Esp));
        Assert.Equal(8, guest.State->Cs.Selector);
        Assert.Equal(16, guest.State->Ss.Selector);
    }

    [Fact]
    public void Sysenter_WithoutASelector_RaisesGeneralProtection()
    {
        using Guest guest = Guest.Flat(a => a.sysenter());
        guest.Run();

        Assert.Equal((uint)Fault.GP, guest.Register(Reg.Ebp));
    }
}
