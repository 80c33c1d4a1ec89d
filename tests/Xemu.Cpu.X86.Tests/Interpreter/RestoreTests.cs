using Xemu.Abstractions.Cpu;
using Xemu.Testing;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>A processor that is saved and loaded goes on exactly as the one that never stopped.</summary>
public sealed unsafe class RestoreTests
{
    private const uint Table = 0x10_1000;
    private const uint PageEntry = Table + 0x800;

    [Fact]
    public void MixedProgram_SavedAfterEveryInstruction_EndsTheSame()
    {
        using Guest whole = Mixed();
        CpuExit exit = whole.Cpu.Run(100_000);
        ulong total = whole.Cpu.InstructionCount;
        byte[] end = StateBytes.Save(whole.Cpu);
        string ram = whole.RamHash();
        Assert.Equal((CpuExit.Halted, 0x5A5Au, 3u), (exit, whole.Register(Reg.Esi), whole.Read32(0x7000)));

        for (ulong count = 0; count <= total; count++)
        {
            using Guest first = Mixed();
            first.Cpu.Run(count);
            using var second = new Guest();
            second.Become(first);

            Assert.Equal(StateBytes.Save(first.Cpu), StateBytes.Save(second.Cpu));
            second.Cpu.ConnectInterruptController(new Vector40(second));
            second.Cpu.Run(100_000);
            Assert.Empty(StateBytes.Differences(end, StateBytes.Save(second.Cpu)).Select(d => $"{count}: {d}"));
            Assert.Equal((count, ram), (count, second.RamHash()));
        }
    }

    [Fact]
    public void ChangedPageEntry_SavedBetweenTheAccesses_ReadsTheNewPage()
    {
        using Guest guest = PagingTests.Paged(static a =>
        {
            a.mov(ecx, __dword_ptr[0x20_0000]);
            a.mov(__dword_ptr[PageEntry], 0x21_0007);
            a.mov(edx, __dword_ptr[0x20_0000]);
            a.hlt();
        });
        guest.Write32(0x20_0000, 1);
        guest.Write32(0x21_0000, 2);
        guest.Cpu.Run(7);
        using var second = new Guest();
        second.Become(guest);

        guest.Run();
        second.Run();

        Assert.Equal((2u, 2u), (guest.Register(Reg.Edx), second.Register(Reg.Edx)));
        Assert.Equal(StateBytes.Save(guest.Cpu), StateBytes.Save(second.Cpu));
    }

    /// <summary>x87 with a pending unmasked exception, MMX, SSE, debug registers with a data trap, a page fault that its handler mends, a shadow, an interrupt.</summary>
    private static Guest Mixed()
    {
        Guest guest = PagingTests.Paged(static a =>
        {
            a.mov(eax, cr4);
            a.or(eax, 0x600);
            a.mov(cr4, eax);
            a.or(__dword_ptr[0x6000], 0x20);
            a.mov(eax, cr0);
            a.or(eax, 0x20);
            a.mov(cr0, eax);
            a.fninit();
            a.fldpi();
            a.fld1();
            a.fsin();
            a.fstp(__tbyte_ptr[0x5000]);
            a.mov(eax, 0x1F80);
            a.mov(__dword_ptr[0x5020], eax);
            a.ldmxcsr(__dword_ptr[0x5020]);
            a.movups(xmm3, __xmmword_ptr[0x5000]);
            a.addps(xmm3, xmm3);
            a.rsqrtss(xmm4, xmm3);
            a.movups(__xmmword_ptr[0x5030], xmm3);
            a.mov(eax, 0x5008);
            a.mov(dr0, eax);
            a.mov(eax, 0xD_0002);
            a.mov(dr7, eax);
            a.mov(__dword_ptr[0x5008], eax);
            a.xor(eax, eax);
            a.mov(dr7, eax);
            a.mov(__dword_ptr[Table + 0x804], 0);
            a.mov(eax, __dword_ptr[0x20_1000]);
            a.fldz();
            a.fld1();
            a.mov(__word_ptr[0x5040], 0x37B);
            a.fldcw(__word_ptr[0x5040]);
            a.fdivrp(st1, st0);
            a.wait();
            a.fninit();
            a.movq(mm2, __qword_ptr[0x5008]);
            a.paddb(mm2, mm2);
            a.sti();
            a.inc(ebx);
            a.mov(edi, 0x5100);
            a.mov(ecx, 9);
            a.rep.stosd();
            a.mov(esi, 0x5A5A);
            a.cli();
            a.hlt();
        });
        Handlers(guest);
        guest.Cpu.ConnectInterruptController(new Vector40(guest));
        guest.Cpu.Intr.SetLevel(true);
        return guest;
    }

    private static void Handlers(Guest guest)
    {
        guest.Assemble(0x3010, 32, static a => a.iretd());
        guest.Assemble(0xA000, 32, static a =>
        {
            a.mov(__dword_ptr[Table + 0x804], 0x20_0007);
            a.add(esp, 4);
            a.iretd();
        });
        guest.Assemble(0xA100, 32, static a =>
        {
            a.fnclex();
            a.iretd();
        });
        guest.Assemble(0xA200, 32, static a =>
        {
            a.mov(__dword_ptr[0x7000], 3);
            a.iretd();
        });
        guest.SetGate(14, 0xA000);
        guest.SetGate(16, 0xA100);
        guest.SetGate(0x40, 0xA200);
    }

    private sealed class Vector40(Guest guest) : IInterruptAcknowledge
    {
        public byte Acknowledge()
        {
            guest.Cpu.Intr.SetLevel(false);
            return 0x40;
        }
    }
}
