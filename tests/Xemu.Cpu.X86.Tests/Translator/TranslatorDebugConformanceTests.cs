using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Cpu.X86.Tests;

/// <summary>The debugger's contract under the translator, started at the reset vector.</summary>
public sealed class TranslatorDebugConformanceTests : CpuDebugConformance
{
    protected override IReadOnlyList<string> KeptOverReset => ["state.tsc_offset"];

    protected override (ulong First, ulong Second) LoopAddresses => (0xFFFF_FFF0, 0xFFFF_FFF1);

    protected override ulong DataAddress => 0x1500;

    protected override IComponent Create(TestMachine machine)
    {
        ArgumentNullException.ThrowIfNull(machine);
        IRamBlock rom = machine.CreateRamBlock("rom", 0x1_0000);
        machine.Memory.MapRam("rom", 0xFFFF_0000, rom, 0, 0x1_0000);
        return new X86.Translator(TestForm.Options, machine.Memory, machine.Ports, machine.Clock, machine.Log);
    }

    // inc ax; jmp back
    protected override void PlaceLoop() => Machine.Memory.Write(0xFFFF_FFF0, [0x40, 0xEB, 0xFD]);

    // mov [0x1500], al; mov al, [0x1500]; jmp back
    protected override void PlaceAccesses() => Machine.Memory.Write(0xFFFF_FFF0, [0xA2, 0x00, 0x15, 0xA0, 0x00, 0x15, 0xEB, 0xF8]);
}
