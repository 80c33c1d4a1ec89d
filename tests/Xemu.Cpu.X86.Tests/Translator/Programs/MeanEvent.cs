namespace Xemu.Cpu.X86.Tests;

/// <summary>What happens to both machines at a stop.</summary>
internal enum MeanEvent
{
    None,
    Interrupt,
    NonMaskable,

    /// <summary>A device writes into a code page.</summary>
    ForeignWrite,

    /// <summary>A device changes an entry of a page table.</summary>
    ForeignTable,
}
