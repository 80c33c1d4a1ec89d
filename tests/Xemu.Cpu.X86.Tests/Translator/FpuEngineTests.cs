using Iced.Intel;
using Xemu.Abstractions.Cpu;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86.Tests;

/// <summary>x87, MMX and SSE code under both engines, which must be in the same state wherever they stop.</summary>
public sealed unsafe class FpuEngineTests
{
    private const uint Data = FpuProgram.Data;

    [Theory]
    [MemberData(nameof(MemoryForms.All), MemberType = typeof(MemoryForms))]
    public void RandomFpuPrograms_UnderBothEngines_AreInTheSameStateAtEveryStop(TranslatorMemory memory) => Campaign(memory, isUnmasked: false, programs: 60);

    [Theory]
    [MemberData(nameof(MemoryForms.All), MemberType = typeof(MemoryForms))]
    public void RandomFpuPrograms_ThatUnmaskExceptions_AreInTheSameStateAtEveryStop(TranslatorMemory memory) => Campaign(memory, isUnmasked: true, programs: 30);

    private static void Campaign(TranslatorMemory memory, bool isUnmasked, int programs)
    {
        programs = Setting("XEMU_PROGRAMS", programs);
        int seed = Setting("XEMU_SEED", 1);
        int instructions = Setting("XEMU_INSTRUCTIONS", 60);
        List<string> wrong = [];
        for (int i = 0; i < programs; i++)
        {
            var program = new FpuProgram((seed * 1_000_003) + i, isUnmasked);
            byte[] code = program.Make(instructions, rounds: 60);
            byte[] data = program.MakeData();
            try
            {
                Compare(a => a.db(code), data, memory, stop: 997 + (13 * (ulong)i));
            }
            catch (Exception e) when (e is Xunit.Sdk.IAssertionException)
            {
                wrong.Add($"Program {i} of seed {seed}: {e.Message}\n{Convert.ToHexString(code)}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {programs}\n" + string.Join('\n', wrong.Take(5)));
    }

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out int value) ? value : usual;

    /// <summary>Runs a program in pieces under both engines.</summary>
    private static void Compare(Action<Assembler> program, byte[] data, TranslatorMemory memory, ulong stop)
    {
        Assert.True(X86.Translator.IsSupported(memory, out string? reason), reason);
        using Guest expected = Make(program, data, memory: null);
        using Guest actual = Make(program, data, memory);
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

    private static Guest Make(Action<Assembler> program, byte[] data, TranslatorMemory? memory)
    {
        Guest guest = Guest.Flat(program, memory is not null, new TranslatorOptions { Memory = memory ?? TranslatorMemory.Auto });
        guest.Memory.Write(Data, data);

        // #MF puts it right and goes on; #XM masks every SSE exception.
        guest.Assemble(0x5000, 32, static a =>
        {
            a.fnclex();
            a.iretd();
        });
        guest.SetGate(16, 0x5000);
        guest.Write32(0x5100, 0x1F80);
        guest.Assemble(0x5080, 32, static a =>
        {
            a.ldmxcsr(__dword_ptr[0x5100]);
            a.iretd();
        });
        guest.SetGate(19, 0x5080);
        guest.State->Cr0 |= Cr.Ne | Cr.Mp;
        guest.State->Cr4 |= Cr.OsFxsr | Cr.OsXmmExcpt;
        Events.UpdateMode(guest.State);
        Events.Update(guest.State);
        return guest;
    }

    private static void AssertSame(Guest expected, Guest actual)
    {
        Assert.Equal(expected.Cpu.InstructionCount, actual.Cpu.InstructionCount);
        Assert.Equal(Registers(expected), Registers(actual));
    }

    private static string[] Registers(Guest guest) => [.. guest.Cpu.Registers.Select(static register => $"{register.Name}={register.Value:X}")];
}
