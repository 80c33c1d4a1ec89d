using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

public sealed unsafe class CountTests
{
    [Fact]
    public void RepMovs_EachIterationCountsOne()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(ecx, 10);
            a.mov(esi, 0x20000);
            a.mov(edi, 0x30000);
            a.rep.movsd();
            a.hlt();
        });

        guest.Run();

        Assert.Equal(3ul + 10 + 1, guest.Cpu.InstructionCount);
    }

    [Fact]
    public void RepMovs_StoppedInTheMiddle_GoesOnWhereItWas()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.mov(ecx, 10);
            a.mov(edi, 0x30000);
            a.rep.stosb();
            a.hlt();
        });

        CpuExit exit = guest.Cpu.Run(6);

        Assert.Equal((CpuExit.CountReached, 6ul, 6u), (exit, guest.Cpu.InstructionCount, guest.Register(Reg.Ecx)));
        Assert.Equal((CpuExit.Halted, 13ul), (guest.Run(), guest.Cpu.InstructionCount));
    }

    [Fact]
    public void Rep_OfNoIterations_CountsOne()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.xor(ecx, ecx);
            a.rep.stosb();
            a.hlt();
        });

        guest.Run();

        Assert.Equal(3ul, guest.Cpu.InstructionCount);
    }

    [Fact]
    public void FaultingInstruction_IsNotCounted()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.xor(ecx, ecx);
            a.div(ecx);
        });

        guest.Run();

        // XOR, then MOV and HLT of the handler.
        Assert.Equal((3ul, 0u), (guest.Cpu.InstructionCount, guest.Register(Reg.Ebp)));
    }

    [Fact]
    public void InstructionCount_SeenByAPort_ExcludesTheAccess()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.nop();
            a.nop();
            a.@out(0x80, al);
            a.hlt();
        });
        ulong seen = 0;
        guest.Ports.MapIo("port", 0x80, 1, new ByteSink { Written = _ => seen = guest.Cpu.InstructionCount });

        guest.Run();

        Assert.Equal(2ul, seen);
    }

    [Fact]
    public void RequestExit_DuringAnMmioWrite_EndsAfterThatInstruction()
    {
        using Guest guest = Guest.Flat(static a =>
        {
            a.nop();
            a.mov(__byte_ptr[0xF000_0000], al);
            a.inc(ecx);
            a.hlt();
        });
        guest.Memory.MapIo("mmio", 0xF000_0000, 0x1000, new ByteSink { Written = _ => guest.Cpu.RequestExit() });

        CpuExit exit = guest.Run();

        Assert.Equal((CpuExit.Requested, 2ul, 0u), (exit, guest.Cpu.InstructionCount, guest.Register(Reg.Ecx)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Run_InSlices_EndsInTheSameState(ulong slice)
    {
        using Guest whole = Guest.Flat(Program);
        using Guest sliced = Guest.Flat(Program);
        whole.Cpu.Run(5_000);
        for (ulong at = slice; at < 5_000; at += slice)
        {
            Assert.Equal(CpuExit.CountReached, sliced.Cpu.Run(at));
            Assert.Equal(at, sliced.Cpu.InstructionCount);
        }

        sliced.Cpu.Run(5_000);

        Assert.Equal(Xemu.Testing.StateBytes.Save(whole.Cpu), Xemu.Testing.StateBytes.Save(sliced.Cpu));
    }

    private static void Program(Assembler a)
    {
        Label top = a.CreateLabel();
        a.mov(edi, 0x20000);
        a.Label(ref top);
        a.mov(ecx, 5);
        a.rep.stosd();
        a.adc(eax, 0x1234567);
        a.push(eax);
        a.imul(edx, eax, 77);
        a.pop(ebx);
        a.xor(ebx, edx);
        a.and(edi, 0x2FFFF);
        a.jmp(top);
    }
}
