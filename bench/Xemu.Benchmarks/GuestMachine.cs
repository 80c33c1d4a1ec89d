using Xemu.Abstractions.Cpu;
using Xemu.Cpu.X86;
using Xemu.Testing;

namespace Xemu.Benchmarks;

/// <summary>RAM, one device and a CPU that runs a guest program in flat protected mode, without paging.</summary>
internal sealed class GuestMachine : IDisposable
{
    private const uint Gdt = 0x1000;
    private const ulong MostInstructionsOfAPass = 10_000_000;
    private readonly TestMachine _machine = new(16 << 20);
    private readonly ICpu _cpu;

    /// <param name="program">What runs.</param>
    /// <param name="engine">The component type of its CPU.</param>
    public GuestMachine(GuestProgram program, string engine)
    {
        _ = _machine.Memory.MapIo("device", GuestProgram.Mmio, 0x1000, new CountingDevice());
        _cpu = (ICpu)PluginTypes.Create(new CpuX86Plugin(), engine, _machine);
        _machine.Memory.WriteValue(Gdt + 8, 8, 0x00CF_9B00_0000_FFFF);
        _machine.Memory.WriteValue(Gdt + 16, 8, 0x00CF_9300_0000_FFFF);
        _machine.Memory.Write(GuestProgram.Code, program.Assemble());
        ((ICpuBoot)_cpu).EnterProtectedMode(GuestProgram.Code, [0, 0, 0, 0, GuestProgram.StackTop, 0, 0, 0], new BootDescriptors(Gdt, 0xFF, 8, 16));
        Check(program);
    }

    /// <summary>Whether what should be translated is.</summary>
    public bool RunsAsMeant => _cpu is not Translator translator || translator.BlocksTranslated > 0;

    /// <summary>Runs so many instructions.</summary>
    public ulong Run(ulong instructions)
    {
        _ = _cpu.Run(_cpu.InstructionCount + instructions);
        return _cpu.InstructionCount;
    }

    public void Dispose()
    {
        _cpu.Dispose();
        _machine.Dispose();
    }

    /// <summary>A program that computes something else than it should is no measure of anything.</summary>
    private void Check(GuestProgram program)
    {
        while (_machine.Memory.ReadValue(GuestProgram.Passes, 4) < 2)
        {
            if (Run(10_000) > MostInstructionsOfAPass)
            {
                throw new InvalidOperationException($"Guest program '{program.Name}' made no pass in {MostInstructionsOfAPass} instructions; an instruction in it faults.");
            }
        }

        uint result = (uint)_machine.Memory.ReadValue(GuestProgram.Result, 4);
        if (result != program.Expected)
        {
            throw new InvalidOperationException($"Guest program '{program.Name}' gave {result}, not {program.Expected}; it or the CPU is wrong.");
        }
    }
}
