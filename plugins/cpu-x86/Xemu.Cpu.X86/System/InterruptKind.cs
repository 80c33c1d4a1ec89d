namespace Xemu.Cpu.X86;

/// <summary>Where an interrupt comes from: decides on gate privilege checks and RF.</summary>
internal enum InterruptKind
{
    /// <summary>INT n.</summary>
    Software,

    /// <summary>INT3 and INTO: gate privilege is checked, VM86 does not care for IOPL.</summary>
    SoftwareTrap,

    /// <summary>INTR or NMI.</summary>
    External,

    /// <summary>A fault: RF is set in the pushed image.</summary>
    Fault,

    /// <summary>A debug trap, or a fault that leaves RF clear.</summary>
    Trap,
}
