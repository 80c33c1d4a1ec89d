using Iced.Intel;
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
    public void RandomPrograms_UnderBothEngines_EndInTheSameState()
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
                Compare(a => a.db(code));
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException)
            {
                wrong.Add($"Program {i} of seed {seed}: {e.Message}\n{Convert.ToHexString(code)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(100)));
    }

    private static int Campaign(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : usual;

    private static void Compare(Action<Assembler> program)
    {
        Assert.True(X86.Translator.IsSupported(out string? reason), reason);
        using var expected = Guest.Flat(program);
        using var actual = Guest.Flat(program, isTranslated: true);

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
