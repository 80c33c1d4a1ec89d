namespace Xemu.Cpu.X86;

/// <summary>How a trace goes on behind an instruction.</summary>
internal enum TraceStep : byte
{
    /// <summary>With what follows in memory, or with the only target.</summary>
    Through,

    /// <summary>With the target of a conditional branch; the other way leaves the trace.</summary>
    Taken,

    /// <summary>Not at all.</summary>
    Leave,
}
