namespace Xemu.Abstractions.Cpu;

/// <summary>Lets a boot loader start a CPU somewhere else than at its reset vector; asked for by type.</summary>
public interface ICpuBoot
{
    /// <summary>Puts an x86 CPU into flat 32-bit protected mode, interrupts off, paging off, as boot protocols want it.</summary>
    /// <param name="entry">EIP.</param>
    /// <param name="registers">Values for EAX, ECX, EDX, EBX, ESP, EBP, ESI and EDI.</param>
    /// <param name="gdt">Linear address of a descriptor table already in memory, whose entries the selectors name.</param>
    /// <remarks>Machine thread, after reset and before the first <see cref="ICpu.Run"/>.</remarks>
    void EnterProtectedMode(uint entry, ReadOnlySpan<uint> registers, BootDescriptors gdt);
}
