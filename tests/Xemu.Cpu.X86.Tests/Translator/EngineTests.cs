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

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void MoreCodeThanItsMemoryHolds_IsEvictedAndEndsInTheSameState(bool writeXorExecute)
    {
        using var expected = Guest.Flat(ManyFunctions);
        using var actual = Guest.Flat(ManyFunctions, isTranslated: true, TestForm.Options with { CodeCache = new ByteSize(1 << 20), WriteXorExecute = writeXorExecute });

        CpuExit exit = expected.Run(100_000_000);
        Assert.Equal(exit, actual.Run(100_000_000));

        Assert.Equal(CpuExit.Halted, exit);
        var translator = (X86.Translator)actual.Cpu;
        Assert.True(translator.Evictions > 8, $"{translator.Evictions} evictions.");
        Assert.InRange(translator.CodeBytesUsed, 1, 1 << 20);
        AssertSame(expected, actual);
    }

    [Theory]
    [MemberData(nameof(TestForm.All), MemberType = typeof(TestForm))]
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

    private static void Compare(Action<Assembler> program, TranslatorMemory? memory = null)
    {
        Assert.True(X86.Translator.IsSupported(out string? reason), reason);
        using var expected = Guest.Flat(program);
        using var actual = Guest.Flat(program, isTranslated: true, TestForm.Options with { Memory = memory ?? TestForm.Memory });

        CpuExit exit = expected.Run(20_000_000);
        Assert.Equal(exit, actual.Run(20_000_000));

        Assert.Equal(CpuExit.Halted, exit);
        Assert.True(((X86.Translator)actual.Cpu).BlocksTranslated > 0);
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
