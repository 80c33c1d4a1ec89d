namespace Xemu.Cpu.X86;

/// <summary>A place in emitted code that jumps may name before it is known.</summary>
internal struct CodeLabel
{
    /// <summary>Offset of the place; -1: not known yet.</summary>
    public int Offset;

    /// <summary>Offset of the last jump's displacement that waits for it; each holds the offset of the one before. -1: none.</summary>
    public int Waiting;

    public static CodeLabel Unknown => new() { Offset = -1, Waiting = -1 };
}
