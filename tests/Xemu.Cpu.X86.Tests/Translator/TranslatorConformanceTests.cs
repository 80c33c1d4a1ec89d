using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The contract's suite under the translator, started at the reset vector.</summary>
public sealed class TranslatorConformanceTests : CpuConformance
{
    protected override IReadOnlyList<string> KeptOverReset => ["state.tsc_offset"];

    private static readonly byte[] Loop = [0x40, 0xEB, 0xFD];

    protected override IComponent Create(TestMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        IRamBlock rom = machine.CreateRamBlock("rom", 0x1_0000);
        machine.Memory.MapRam("rom", 0xFFFF_0000, rom, 0, 0x1_0000);
        return new X86.Translator(TestForm.Options, machine.Memory, machine.Ports, machine.Clock, machine.Log);
    }

    protected override void PlaceLoop() => Machine.Memory.Write(0xFFFF_FFF0, Loop);

    protected override void PlaceHalt() => Machine.Memory.Write(0xFFFF_FFF0, [0xF4]);
}
