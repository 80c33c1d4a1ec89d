using Iced.Intel;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Programs under both engines, which must end in the same state.</summary>
public sealed unsafe class EngineTests
{
    private const uint Data = 0x20_0000;

    [Fact]
    public void Sieve_UnderBothEngines_EndsInTheSameState() => Compare(a =>
    {
        Label outer = a.CreateLabel();
        Label inner = a.CreateLabel();
        Label skip = a.CreateLabel();
        Label done = a.CreateLabel();
        a.mov(edi, Data);
        a.mov(esi, 2);
        a.Label(ref outer);
        a.cmp(__byte_ptr[edi + esi], 0);
        a.jne(skip);
        a.mov(eax, esi);
        a.add(eax, esi);
        a.Label(ref inner);
        a.cmp(eax, 60_000);
        a.jae(skip);
        a.mov(__byte_ptr[edi + eax], 1);
        a.add(eax, esi);
        a.jmp(inner);
        a.Label(ref skip);
        a.inc(esi);
        a.cmp(esi, 60_000);
        a.jb(outer);
        a.Label(ref done);
        a.hlt();
    });

    [Fact]
    public void Calls_UnderBothEngines_EndInTheSameState() => Compare(a =>
    {
        Label fib = a.CreateLabel();
        Label small = a.CreateLabel();
        a.push(21);
        a.call(fib);
        a.pop(ecx);
        a.hlt();
        a.Label(ref fib);
        a.push(ebp);
        a.mov(ebp, esp);
        a.push(ebx);
        a.mov(eax, __dword_ptr[ebp + 8]);
        a.cmp(eax, 2);
        a.jb(small);
        a.dec(eax);
        a.push(eax);
        a.call(fib);
        a.pop(edx);
        a.mov(ebx, eax);
        a.mov(eax, __dword_ptr[ebp + 8]);
        a.sub(eax, 2);
        a.push(eax);
        a.call(fib);
        a.pop(edx);
        a.add(eax, ebx);
        a.Label(ref small);
        a.pop(ebx);
        a.leave();
        a.ret();
    });

    [Fact]
    public void NopsOfAllKinds_StayInEmittedCode() => Compare(a =>
    {
        Label top = a.CreateLabel();
        a.mov(ecx, 10_000);
        a.Label(ref top);
        a.cmp(ecx, 5000);
        a.db(0xF3, 0x0F, 0x1E, 0xFB);
        a.db(0x0F, 0x1F, 0x80, 0, 0, 0, 0xF0);
        a.db(0x66, 0x90);
        a.db(0x0F, 0x19, 0xC1);
        a.adc(edx, eax);
        a.dec(ecx);
        a.jne(top);
        a.hlt();
    }, check: static translator => Assert.InRange(translator.Interpretations, 0ul, 10ul));

    [Fact]
    public void InstructionThatTheEncoderRefuses_IsInterpretedCountedAndTheRunGoesOn() => Compare(
        a =>
        {
            Label top = a.CreateLabel();
            a.mov(ecx, 10_000);
            a.mov(edi, Data);
            a.Label(ref top);
            a.add(eax, ecx);
            a.imul(edx, __dword_ptr[edi], 3);
            a.mov(__dword_ptr[edi], eax);
            a.dec(ecx);
            a.jne(top);
            a.hlt();
        },
        prepare: static guest => RefusingOperands.Install(guest.Cpu, Mnemonic.Imul),
        check: static translator => Assert.InRange(translator.Refusals, 1ul, 10ul));

    [Fact]
    public void SameBytesAtMoreAddressesThanAreKept_EndInTheSameState()
    {
        const uint Directory = 0x10_0000;
        const uint Table = 0x10_1000;
        const uint Function = 0x4_0000;
        const uint Aliases = 0x30_0000;
        Compare(
            static a =>
            {
                Label outer = a.CreateLabel();
                Label inner = a.CreateLabel();
                a.mov(eax, Directory);
                a.mov(cr3, eax);
                a.mov(eax, cr0);
                a.or(eax, 0x8000_0000);
                a.mov(cr0, eax);
                a.mov(edi, 200);
                a.Label(ref outer);
                a.mov(esi, Aliases);
                a.Label(ref inner);
                a.call(esi);
                a.add(esi, 0x1000);
                a.cmp(esi, Aliases + 0x1_0000);
                a.jb(inner);
                a.dec(edi);
                a.jne(outer);
                a.hlt();
            },
            prepare: static guest =>
            {
                guest.IdentityPages(Directory, Table);
                for (uint i = 0; i < 16; i++)
                {
                    guest.Write32(Table + (4 * ((Aliases >> 12) + i)), Function | 7);
                }

                // Adds where it runs.
                guest.Assemble(Function, 32, static a =>
                {
                    Label next = a.CreateLabel();
                    a.call(next);
                    a.Label(ref next);
                    a.pop(edx);
                    a.add(ecx, edx);
                    a.ret();
                });
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MoreCodeThanItsMemoryHolds_IsEvictedAndEndsInTheSameState(bool writeXorExecute)
    {
        using var expected = Guest.Flat(ManyFunctions);
        using var actual = Guest.Flat(ManyFunctions, isTranslated: true, TestOptions.Translator with { CodeCache = new ByteSize(1 << 20), WriteXorExecute = writeXorExecute });

        CpuExit exit = expected.Run(100_000_000);
        Assert.Equal(exit, actual.Run(100_000_000));

        Assert.Equal(CpuExit.Halted, exit);
        var translator = (X86.Translator)actual.Cpu;
        Assert.True(translator.Evictions > 8, $"{translator.Evictions} evictions.");
        Assert.InRange(translator.CodeBytesUsed, 1, 1 << 20);
        AssertSame(expected, actual);
    }

    [Theory]
    [MemberData(nameof(MemoryForms.All), MemberType = typeof(MemoryForms))]
    public void RandomPrograms_UnderBothEngines_EndInTheSameState(TranslatorMemory memory)
    {
        int programs = Campaign("XEMU_PROGRAMS", 150);
        int seed = Campaign("XEMU_SEED", 1);
        int instructions = Campaign("XEMU_INSTRUCTIONS", 40);
        List<string> wrong = [];
        for (int i = 0; i < programs; i++)
        {
            byte[] code = new RandomProgram((seed * 1_000_003) + i).Make(instructions, rounds: 40);
            try
            {
                Compare(a => a.db(code), memory);
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException)
            {
                wrong.Add($"Program {i} of seed {seed}: {e.Message}\n{Convert.ToHexString(code)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(100)));
    }

    /// <summary>Functions with a loop each, that call one another in turn, several times over: more code than the smallest memory for it holds.</summary>
    private static void ManyFunctions(Assembler a)
    {
        const int Functions = 4000;
        var labels = new Label[Functions];
        for (int i = 0; i < Functions; i++)
        {
            labels[i] = a.CreateLabel();
        }

        Label round = a.CreateLabel();
        a.mov(ebp, 3);
        a.Label(ref round);
        for (int i = 0; i < Functions; i++)
        {
            a.call(labels[i]);
        }

        a.dec(ebp);
        a.jnz(round);
        a.hlt();
        for (int i = 0; i < Functions; i++)
        {
            Label loop = a.CreateLabel();
            Label even = a.CreateLabel();
            a.Label(ref labels[i]);
            a.mov(ecx, 40);
            a.Label(ref loop);
            a.imul(eax, eax, (i * 2) + 1);
            a.add(eax, ecx);
            a.test(eax, 4);
            a.jz(even);
            a.ror(eax, 3);
            a.Label(ref even);
            a.xor(edx, eax);
            a.dec(ecx);
            a.jnz(loop);
            a.ret();
        }
    }

    private static int Campaign(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : usual;

    private static void Compare(
        Action<Assembler> program, TranslatorMemory? memory = null, Action<Guest>? prepare = null, Action<X86.Translator>? check = null)
    {
        Assert.True(X86.Translator.IsSupported(out string? reason), reason);
        TranslatorOptions options = TestOptions.Translator;
        using var expected = Guest.Flat(program);
        using var actual = Guest.Flat(program, isTranslated: true, options with { Memory = memory ?? options.Memory });
        prepare?.Invoke(expected);
        prepare?.Invoke(actual);

        CpuExit exit = expected.Run(20_000_000);
        Assert.Equal(exit, actual.Run(20_000_000));

        Assert.Equal(CpuExit.Halted, exit);
        var translator = (X86.Translator)actual.Cpu;
        Assert.True(translator.BlocksTranslated > 0);
        check?.Invoke(translator);
        AssertSame(expected, actual);
    }

    private static void AssertSame(Guest expected, Guest actual)
    {
        Assert.Equal(expected.Cpu.InstructionCount, actual.Cpu.InstructionCount);
        Assert.Equal(Registers(expected), Registers(actual));
        Assert.Equal(expected.RamHash(), actual.RamHash());
    }

    private static string[] Registers(Guest guest) => [.. guest.Cpu.Registers.Select(static register => $"{register.Name}={register.Value:X}")];
}
