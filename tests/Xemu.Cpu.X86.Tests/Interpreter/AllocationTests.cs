using Iced.Intel;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Guest code runs, faults, is interrupted and decoded without a byte of managed memory.</summary>
public sealed unsafe class AllocationTests
{
    private const uint Table = 0x10_1000;
    private const ulong WarmUp = 3_000_000;
    private const ulong Measured = 30_000_000;

    [Fact]
    public void MixedProgram_Runs_AllocatesNothing()
    {
        using Guest guest = Loop(static a =>
        {
            Integer(a);
            FloatingPoint(a);
            Events(a);
        });

        long allocated = Measure(guest);

        Assert.Equal(0, allocated);
        Assert.True(guest.Read32(0x7000) > 1000 && guest.Read32(0x7004) > 1000 && guest.Read32(0x7008) > 1000, "Some events did not happen.");
    }

    [Fact]
    public void PatchedCode_IsDecodedAgain_AllocatesNothing()
    {
        using Guest guest = Loop(static a =>
        {
            a.inc(__byte_ptr[0x5_0001]);
            a.call(0x5_0000);
        });
        guest.Memory.Write(0x5_0000, [0xB8, 0, 0, 0, 0, 0xC3]);
        ulong before = guest.Cpu.BlocksDecoded;

        long allocated = Measure(guest);

        Assert.Equal(0, allocated);
        Assert.True(guest.Cpu.BlocksDecoded - before > 1_000_000, "Nothing was decoded again.");
    }

    private static long Measure(Guest guest)
    {
        Assert.Equal(CpuExit.CountReached, guest.Cpu.Run(WarmUp));
        long before = GC.GetAllocatedBytesForCurrentThread();
        CpuExit exit = guest.Cpu.Run(WarmUp + Measured);
        long after = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(CpuExit.CountReached, exit);
        return after - before;
    }

    private static Guest Loop(Action<Assembler> body)
    {
        Guest guest = PagingTests.Paged(a =>
        {
            a.mov(eax, cr4);
            a.or(eax, 0x600);
            a.mov(cr4, eax);
            a.fninit();
            a.sti();
            Label top = a.CreateLabel();
            a.Label(ref top);
            body(a);
            a.jmp(top);
        });
        var port = new InterruptPort();
        port.Line = guest.Cpu.Intr;
        guest.Ports.MapIo("interrupt", 0x80, 1, port);
        guest.Cpu.ConnectInterruptController(port);
        Count(guest, 0xA000, 14, 0x7000, static a =>
        {
            a.mov(__dword_ptr[Table + 0x804], 0x20_0007);
            a.add(esp, 4);
        });
        Count(guest, 0xA100, 0x41, 0x7004, static _ => { });
        Count(guest, 0xA200, 0x40, 0x7008, static _ => { });
        return guest;
    }

    private static void Count(Guest guest, uint handler, int vector, uint counter, Action<Assembler> body)
    {
        guest.Assemble(handler, 32, a =>
        {
            a.inc(__dword_ptr[counter]);
            body(a);
            a.iretd();
        });
        guest.SetGate(vector, handler);
    }

    private static void Integer(Assembler a)
    {
        a.add(eax, 0x1234567);
        a.imul(edx, eax, 7);
        a.mov(__dword_ptr[0x5000], edx);
        a.add(__dword_ptr[0x5004], eax);
        a.mov(edi, 0x5100);
        a.mov(esi, 0x5200);
        a.mov(ecx, 40);
        a.rep.movsd();
        a.push(eax);
        a.pop(ebx);
    }

    private static void FloatingPoint(Assembler a)
    {
        a.fldpi();
        a.fsin();
        a.fstp(__qword_ptr[0x5008]);
        a.movups(xmm1, __xmmword_ptr[0x5000]);
        a.mulps(xmm1, xmm1);
        a.cvtps2pi(mm1, xmm1);
        a.emms();
    }

    /// <summary>A page fault, a software interrupt, and an external one.</summary>
    private static void Events(Assembler a)
    {
        a.mov(__dword_ptr[Table + 0x804], 0);
        a.invlpg(__[0x20_1000]);
        a.mov(eax, __dword_ptr[0x20_1000]);
        a.@int(0x41);
        a.@out(0x80, al);
    }

    private sealed class InterruptPort : IIoHandler, IInterruptAcknowledge
    {
        public Abstractions.Devices.IInterruptLine? Line { get; set; }

        public IoWidths Widths => IoWidths.Byte;

        public byte Acknowledge()
        {
            Line!.SetLevel(false);
            return 0x40;
        }

        public ulong Read(ulong offset, int width) => 0;

        public void Write(ulong offset, int width, ulong value) => Line!.SetLevel(true);
    }
}
