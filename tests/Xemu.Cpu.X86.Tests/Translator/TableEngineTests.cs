using Iced.Intel;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.Memory;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>What is particular to guest memory by tables.</summary>
public sealed unsafe class TableEngineTests
{
    private const uint Page = TestTables.Page;
    private const uint First = TestTables.First;
    private const uint Open = TestTables.Open;
    private const uint Rounds = 5000;

    /// <summary>Faults until pages are learnt.</summary>
    private const ulong FewFaults = 20;

    /// <summary>Faults until all accesses of <see cref="Cross"/>, 17, are given up: 8 of each.</summary>
    private const ulong FaultsOfAll = (17 * 8) + FewFaults;

    public TableEngineTests()
    {
        Assert.SkipUnless(X86.Translator.IsSupported(TranslatorMemory.Table, out string? reason), reason ?? string.Empty);
    }

    [Theory]
    [InlineData(First + 0x1000, FewFaults)]
    [InlineData(First + 0x3000, FaultsOfAll)]
    public void OperandsInTwoPages_NeighboursOrNot_AreThoseOfTheInterpreterAndSoonFaultNoMore(uint second, ulong mostFaults)
    {
        using Guest expected = Crossing(memory: null, second);
        using Guest actual = Crossing(TranslatorMemory.Table, second);

        Assert.Equal((CpuExit.Halted, CpuExit.Halted), (expected.Run(1_000_000), actual.Run(1_000_000)));

        AssertSame(expected, actual);
        Assert.InRange(((X86.Translator)actual.Cpu).Faults, 1ul, mostFaults);
    }

    [Theory]
    [InlineData(0xFFFF_F000, 0)]
    [InlineData(0x7FFF_F000, 0x8000_0000)]
    public void OperandsAcrossABorderOfHalves_AreThoseOfTheInterpreter(uint lower, uint upper)
    {
        using Guest expected = Border(memory: null, lower, upper);
        using Guest actual = Border(TranslatorMemory.Table, lower, upper);

        Assert.Equal((CpuExit.Halted, CpuExit.Halted), (expected.Run(1_000_000), actual.Run(1_000_000)));

        AssertSame(expected, actual);
        Assert.InRange(((X86.Translator)actual.Cpu).Faults, 1ul, FaultsOfAll);
    }

    [Fact]
    public void HighBytesBesideMemory_AreThoseOfTheInterpreterAndAreNotLeftToIt()
    {
        using Guest expected = Guest.Flat(HighBytes);
        using Guest actual = Guest.Flat(HighBytes, isTranslated: true, new TranslatorOptions { Memory = TranslatorMemory.Table });

        Assert.Equal((CpuExit.Halted, CpuExit.Halted), (expected.Run(1_000_000), actual.Run(1_000_000)));

        AssertSame(expected, actual);
        Assert.InRange(((X86.Translator)actual.Cpu).Interpretations, 0ul, FewFaults);
    }

    [Theory]
    [InlineData(TranslatorMemory.Window, true)]
    [InlineData(TranslatorMemory.Table, false)]
    public void ClaimOfAnotherThread_WhileEmittedCodeRuns_ComesBackWhenThatCannotUseOldEntries(TranslatorMemory memory, bool isAtOnce)
    {
        using Guest guest = Guest.Flat(static a => Count(a, 0x20_0000), isTranslated: true, new TranslatorOptions { Memory = memory });
        Assert.Equal(CpuExit.Halted, guest.Run(1_000_000));
        GuestWindows windows = guest.Cpu.Host.Windows!;
        using var come = new ManualResetEventSlim();
        var block = (IRamBlock)guest.Cpu.Host.Physical.Access(guest.Cpu.Host.Physical.Get(0x200));
        var other = new Thread(() =>
        {
            using IDisposable claim = block.Claim(0x20_0000, 1, RamAccess.Write, new Nobody());
            come.Set();
        });

        windows.Runs.Begin();
        other.Start();
        bool isSoon = come.Wait(TimeSpan.FromMilliseconds(isAtOnce ? 10_000 : 100), TestContext.Current.CancellationToken);
        windows.Runs.End();
        bool isLate = come.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        other.Join();

        Assert.Equal((isAtOnce, true), (isSoon, isLate));
    }

    /// <summary>Loads, stores and read-modify-writes that lie in the last bytes of a page and the first ones of the next, of each size.</summary>
    private static void Cross(Assembler a, uint border)
    {
        a.mov(edi, border);
        a.movzx(eax, __word_ptr[edi - 1]);
        a.add(__dword_ptr[edi - 1], eax);
        a.adc(edx, __dword_ptr[edi - 3]);
        a.mov(__word_ptr[border - 1], dx);
        a.and(eax, 7);
        a.bts(__dword_ptr[edi - 2], eax);
        a.movq(mm0, __qword_ptr[edi - 7]);
        a.paddb(mm0, mm0);
        a.movq(__qword_ptr[edi - 5], mm0);
        a.movups(xmm0, __xmmword_ptr[edi - 9]);
        a.movups(__xmmword_ptr[edi - 8], xmm0);
        a.emms();
        a.fld(__tbyte_ptr[edi - 6]);
        a.fstp(__tbyte_ptr[edi - 4]);
        a.lea(esp, __dword_ptr[edi + 2]);
        a.push(eax);
        a.push(__dword_ptr[edi - 1]);
        a.pop(ebx);
        a.pop(ebp);
        a.add(edx, ebx);
        a.lea(edi, __dword_ptr[edi - 2]);
        a.stosd();
    }

    private static Guest Crossing(TranslatorMemory? memory, uint second)
    {
        var tables = new TestTables(isPae: false);
        Guest guest = Looping(memory, tables, static a => Cross(a, Page + 0x1000));
        guest.Write32(tables.EntryOf(Page + 0x1000), second | Open);
        return guest;
    }

    /// <summary>The same where the numbers of the two pages add up to those of others.</summary>
    private static Guest Border(TranslatorMemory? memory, uint lower, uint upper)
    {
        const uint LowerTable = 0x10_5000;
        const uint UpperTable = 0x10_6000;
        var tables = new TestTables(isPae: false);
        Guest guest = Looping(memory, tables, a => Cross(a, upper));
        guest.Write32(tables.RegionOf(lower), LowerTable | Open);
        guest.Write32(tables.EntryOf(lower, LowerTable), First | Open);
        if (upper != 0)
        {
            guest.Write32(tables.RegionOf(upper), UpperTable | Open);
            guest.Write32(tables.EntryOf(upper, UpperTable), (First + 0x1000) | Open);
        }

        return guest;
    }

    private static Guest Looping(TranslatorMemory? memory, TestTables tables, Action<Assembler> body)
    {
        Guest guest = Guest.Flat(
            a =>
            {
                Label again = a.CreateLabel();
                tables.Enter(a);
                a.mov(eax, cr4);
                a.or(eax, (int)Cr.OsFxsr);
                a.mov(cr4, eax);
                a.fninit();
                a.mov(esi, Rounds);
                a.Label(ref again);
                body(a);
                a.dec(esi);
                a.jnz(again);
                a.hlt();
            },
            memory is not null,
            new TranslatorOptions { Memory = memory ?? TranslatorMemory.Auto });
        tables.Write(guest);
        return guest;
    }

    private static void HighBytes(Assembler a)
    {
        Label again = a.CreateLabel();
        a.mov(edi, 0x20_0000);
        a.mov(esi, Rounds);
        a.mov(eax, 0x1234_5678);
        a.Label(ref again);
        a.mov(__byte_ptr[edi + (esi * 1) + 5], ah);
        a.add(bh, __byte_ptr[edi + 5]);
        a.adc(__byte_ptr[edi], bh);
        a.mov(ch, __byte_ptr[edi]);
        a.cmp(ch, __byte_ptr[edi + 1]);
        a.sbb(dh, __byte_ptr[edi + 2]);
        a.cmp(__byte_ptr[edi + 3], dh);
        a.rcl(eax, 1);
        a.test(__byte_ptr[edi + 4], ah);
        a.xor(__byte_ptr[edi + 2], ch);
        a.lea(eax, __dword_ptr[eax + ebx]);
        a.dec(esi);
        a.jnz(again);
        a.hlt();
    }

    private static void Count(Assembler a, uint place)
    {
        Label again = a.CreateLabel();
        a.mov(ecx, Rounds);
        a.Label(ref again);
        a.inc(__dword_ptr[place]);
        a.dec(ecx);
        a.jnz(again);
        a.hlt();
    }

    private static void AssertSame(Guest expected, Guest actual)
    {
        Assert.Equal(expected.Cpu.Registers.Select(static register => $"{register.Name}={register.Value:X}"), actual.Cpu.Registers.Select(static register => $"{register.Name}={register.Value:X}"));
        Assert.Equal(expected.Cpu.InstructionCount, actual.Cpu.InstructionCount);
        Assert.Equal(expected.RamHash(), actual.RamHash());
        Assert.True(((X86.Translator)actual.Cpu).BlocksTranslated > 0);
    }

    private sealed class Nobody : IRamClaimant
    {
        public void BeforeAccess(ulong offset, ulong length, RamAccess access)
        {
        }
    }
}
