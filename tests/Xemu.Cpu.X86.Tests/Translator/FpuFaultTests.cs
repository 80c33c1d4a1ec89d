using System.Buffers.Binary;
using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>x87, MMX and SSE code that is interrupted in its middle, under both engines.</summary>
public sealed unsafe class FpuFaultTests
{
    private const uint Data = 0x20_0000;
    private const uint Images = 0x21_0000;

    /// <summary>What handlers found before the border of the page.</summary>
    private const uint Sums = Images + 0x8000;
    private const uint Directory = 0x6_0000;
    private const uint Table = 0x6_1000;

    /// <summary>The page that comes and goes.</summary>
    private const uint Away = 0x22_0000;

    [Theory]
    [InlineData(1_000_000ul)]
    [InlineData(977ul)]
    [InlineData(301ul)]
    public void PageFaults_OnX87Operands_FindTheSameUnit(ulong stop) => Compare(stop, static guest =>
    {
        guest.IdentityPages(Directory, Table);
        guest.State->Cr3 = Directory;
        guest.State->Cr0 |= Cr.Pg;

        // The handler keeps the unit's state, maps the page and goes back.
        guest.Assemble(0x5200, 32, static a =>
        {
            a.push(eax);
            a.mov(eax, ecx);
            a.and(eax, 0x3F);
            a.shl(eax, 9);
            a.fxsave(__[eax + Images]);
            a.mov(eax, __dword_ptr[Away - 12]);
            a.add(__dword_ptr[(ecx * 4) + Sums], eax);
            a.mov(eax, cr2);
            a.shr(eax, 12);
            a.or(__dword_ptr[(eax * 4) + Table], 1);
            a.pop(eax);
            a.add(esp, 4);
            a.iretd();
        });
        guest.SetGate(14, 0x5200);
        guest.Assemble(Guest.Code, 32, static a =>
        {
            Label loop = a.CreateLabel();
            a.mov(ecx, 400);
            a.mov(esi, Away);
            a.fninit();
            a.fld1();
            a.Label(ref loop);
            a.fld(__qword_ptr[Data]);
            a.lea(edx, __[esi + (ecx * 8)]);
            a.and(edx, 0xFF_FFF8);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.fadd(__dword_ptr[Data + 8]);
            a.fmul(__qword_ptr[edx]);
            a.fst(__dword_ptr[esi + 0x40]);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.fild(__word_ptr[Data + 18]);
            a.fistp(__dword_ptr[edx + 0x44]);

            // Over the border into the page that is away: nothing of it may be written by what faults.
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.fld(st0);
            a.fstp(__tbyte_ptr[Away - 8]);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.fnstenv(__[Away - 12]);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.fldenv(__[Away - 12]);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.fcomp(__qword_ptr[esi + 0x80]);
            a.fnstsw(ax);

            // The operand's base has moved when the repeated instruction faults.
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.push(esi);
            a.push(ecx);
            a.mov(esi, Data);
            a.mov(edi, Away - 8);
            a.mov(ecx, 4);
            a.fadd(__dword_ptr[esi + 8]);
            a.rep.movsd();
            a.pop(ecx);
            a.pop(esi);
            a.fldcw(__word_ptr[Data + 32]);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.movq(mm0, __qword_ptr[esi + 8]);
            a.paddb(mm0, __qword_ptr[Data]);
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.cvtps2pi(mm1, __qword_ptr[esi + 0x50]);
            a.emms();
            a.fld1();
            a.and(__dword_ptr[Table + (4 * (Away >> 12))], 0xFFFF_FFFE);
            a.invlpg(__[esi]);
            a.cvtpi2ps(xmm1, __qword_ptr[esi + 0x60]);
            a.emms();
            a.fld1();
            a.dec(ecx);
            a.jnz(loop);
            a.hlt();
        });
    });

    [Theory]
    [InlineData(1_000_000ul)]
    [InlineData(499ul)]
    public void DeviceNotAvailable_SwitchesTheUnitBetweenTwoTasks(ulong stop) => Compare(stop, static guest =>
    {
        // EBX: whose the unit is; EDI: who runs. The handler saves the one's and loads the other's.
        guest.Assemble(0x5200, 32, static a =>
        {
            Label same = a.CreateLabel();
            a.clts();
            a.cmp(ebx, edi);
            a.je(same);
            a.fxsave(__[ebx]);
            a.fxrstor(__[edi]);
            a.mov(ebx, edi);
            a.Label(ref same);
            a.iretd();
        });
        guest.SetGate(7, 0x5200);
        guest.Assemble(Guest.Code, 32, static a =>
        {
            Label loop = a.CreateLabel();
            Label first = a.CreateLabel();
            Label second = a.CreateLabel();
            a.fninit();
            a.fld1();
            a.fxsave(__[Images]);
            a.fldpi();
            a.fxsave(__[Images + 512]);
            a.mov(ebx, Images + 512);
            a.mov(ecx, 300);
            a.Label(ref loop);
            a.mov(edi, Images);
            Switch(a);
            a.call(first);
            a.mov(edi, Images + 512);
            Switch(a);
            a.call(second);
            a.dec(ecx);
            a.jnz(loop);
            a.hlt();
            a.Label(ref first);
            a.fadd(__qword_ptr[Data]);
            a.fld(__dword_ptr[Data + 8]);
            a.fmul(st0, st1);
            a.fstp(__qword_ptr[Data + 64]);
            a.ret();
            a.Label(ref second);
            a.fld(st0);
            a.fsqrt();
            a.wait();
            a.fstp(__tbyte_ptr[Data + 80]);
            a.addps(xmm0, __xmmword_ptr[Data]);
            a.ret();
        });
        guest.State->Cr0 |= Cr.Mp;
    });

    [Fact]
    public void Approximations_OfEveryKindOfNumber_AreTheSame()
    {
        uint[] numbers = new uint[0x4000];
        for (int i = 0; i < numbers.Length; i++)
        {
            // Every sign and exponent with 32 fractions.
            numbers[i] = ((uint)i << 23) | ((uint)(i >> 9) * 0x41_9DA5 & 0x7F_FFFF) | (uint)((i >> 9) == 31 ? 0x7F_FFFF : 0);
        }

        Compare(1_000_000, guest =>
        {
            for (uint i = 0; i < numbers.Length; i++)
            {
                guest.Write32(0x30_0000 + (4 * i), numbers[i]);
            }

            guest.Assemble(Guest.Code, 32, static a =>
            {
                Label loop = a.CreateLabel();
                a.xor(ecx, ecx);
                a.Label(ref loop);
                a.rcpps(xmm0, __xmmword_ptr[ecx + 0x30_0000]);
                a.movaps(__xmmword_ptr[ecx + 0x40_0000], xmm0);
                a.movaps(xmm1, __xmmword_ptr[ecx + 0x30_0000]);
                a.rsqrtps(xmm2, xmm1);
                a.movaps(__xmmword_ptr[ecx + 0x50_0000], xmm2);
                a.rcpss(xmm3, __dword_ptr[ecx + 0x30_0004]);
                a.rsqrtss(xmm3, xmm1);
                a.rsqrtss(xmm1, xmm1);
                a.movaps(__xmmword_ptr[ecx + 0x60_0000], xmm3);
                a.movaps(__xmmword_ptr[ecx + 0x70_0000], xmm1);
                a.add(ecx, 16);
                a.cmp(ecx, 4 * 0x4000);
                a.jb(loop);
                a.hlt();
            });
        });
    }

    [Fact]
    public void Restore_InTheMiddleOfX87Code_GoesOnTheSame()
    {
        var program = new FpuProgram(77);
        byte[] code = program.Make(50, rounds: 100);
        byte[] data = program.MakeData();
        void Prepare(Guest guest)
        {
            guest.Memory.Write(Guest.Code, code);
            guest.Memory.Write(Data, data);
        }

        using Guest expected = Make(Prepare, isTranslated: false);
        Guest actual = Make(Prepare, isTranslated: true);
        CpuExit exit = CpuExit.CountReached;
        while (exit == CpuExit.CountReached)
        {
            exit = expected.Run(1511);
            Assert.Equal(exit, actual.Run(1511));
            Guest next = Make(static _ => { }, isTranslated: true);
            next.Become(actual);
            actual.Dispose();
            actual = next;
            AssertSame(expected, actual);
        }

        Assert.Equal(CpuExit.Halted, exit);
        Assert.Equal(expected.RamHash(), actual.RamHash());
        actual.Dispose();
    }

    [Fact]
    public void ControlWords_OfEveryKind_RoundAndPrecisionTheSame() => Compare(5003, static guest =>
    {
        for (uint i = 0; i < 64; i++)
        {
            // Now and then all or some exceptions unmasked; #MF halts nothing, it clears.
            uint masks = i % 16 == 5 ? 0x00u : i % 16 == 11 ? 0x32u : 0x3Fu;
            guest.Memory.WriteValue(Data + 0x100 + (2 * i), 2, masks | ((i & 3) << 8) | ((i >> 2 & 3) << 10));
        }

        guest.Assemble(Guest.Code, 32, static a =>
        {
            Label loop = a.CreateLabel();
            Label inner = a.CreateLabel();
            a.fninit();
            a.mov(edx, 40);
            a.Label(ref loop);
            a.xor(ecx, ecx);
            a.Label(ref inner);
            a.fldcw(__word_ptr[(ecx * 2) + Data + 0x100]);
            a.fld1();
            a.fdiv(__qword_ptr[Data]);
            a.fst(__dword_ptr[Data + 0x40]);
            a.frndint();
            a.fistp(__dword_ptr[Data + 0x44]);
            a.fldz();
            a.fld1();
            a.fdivrp(st1, st0);
            a.fstp(__tbyte_ptr[Data + 0x50]);
            a.fnstcw(__word_ptr[Data + 0x60]);
            a.fnstsw(__word_ptr[Data + 0x62]);
            a.inc(ecx);
            a.and(ecx, 63);
            a.jnz(inner);
            a.dec(edx);
            a.jnz(loop);
            a.hlt();
        });
    });

    private static void Switch(Assembler a)
    {
        a.mov(eax, cr0);
        a.or(eax, 8);
        a.mov(cr0, eax);
    }

    private static Guest Make(Action<Guest> prepare, bool isTranslated)
    {
        Guest guest = Guest.Flat(static a => a.hlt(), isTranslated);
        byte[] numbers = new byte[64];
        BinaryPrimitives.WriteDoubleLittleEndian(numbers, 1.000123456789);
        BinaryPrimitives.WriteSingleLittleEndian(numbers.AsSpan(8), -0.3f);
        BinaryPrimitives.WriteInt16LittleEndian(numbers.AsSpan(18), -1234);
        BinaryPrimitives.WriteUInt16LittleEndian(numbers.AsSpan(32), 0x27F);
        guest.Memory.Write(Data, numbers);
        guest.Assemble(0x5000, 32, static a =>
        {
            a.fnclex();
            a.iretd();
        });
        guest.SetGate(16, 0x5000);
        guest.State->Cr0 |= Cr.Ne;
        guest.State->Cr4 |= Cr.OsFxsr | Cr.OsXmmExcpt;
        prepare(guest);
        guest.Cpu.Host.Spaces.Clear();
        Events.UpdateMode(guest.State);
        Events.Update(guest.State);
        return guest;
    }

    private static void Compare(ulong stop, Action<Guest> prepare)
    {
        using Guest expected = Make(prepare, isTranslated: false);
        using Guest actual = Make(prepare, isTranslated: true);
        CpuExit exit = CpuExit.CountReached;
        while (exit == CpuExit.CountReached)
        {
            exit = expected.Run(stop);
            Assert.Equal(exit, actual.Run(stop));
            AssertSame(expected, actual);
        }

        // A handler that halts leaves its vector in EBP.
        Assert.Equal((CpuExit.Halted, 0u), (exit, expected.Register(Reg.Ebp)));
        Assert.True(((X86.Translator)actual.Cpu).BlocksTranslated > 0);
        Assert.Equal(expected.RamHash(), actual.RamHash());
    }

    private static void AssertSame(Guest expected, Guest actual)
    {
        Assert.Equal(expected.Cpu.InstructionCount, actual.Cpu.InstructionCount);
        Assert.Equal(Registers(expected), Registers(actual));
    }

    private static string[] Registers(Guest guest) => [.. guest.Cpu.Registers.Select(static register => $"{register.Name}={register.Value:X}")];
}
