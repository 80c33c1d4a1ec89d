using Xemu.Abstractions.Cpu;

namespace Xemu.Boot.Tests;

/// <summary>Keeps how it was started.</summary>
internal sealed class RecordingCpu : ICpuBoot
{
    public uint Entry { get; private set; }

    public uint[] Registers { get; private set; } = [];

    public BootDescriptors Descriptors { get; private set; }

    public void EnterProtectedMode(uint entry, ReadOnlySpan<uint> registers, BootDescriptors gdt)
    {
        Entry = entry;
        Registers = registers.ToArray();
        Descriptors = gdt;
    }
}
