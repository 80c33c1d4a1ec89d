using Xemu.Abstractions.Cpu;

namespace Xemu.Machine;

/// <summary>Where two machines of a lockstep run part.</summary>
public sealed record LockstepDifference
{
    /// <summary>The last instruction count at which they were found equal.</summary>
    public required ulong EqualAtCount { get; init; }

    /// <summary>The instruction count at which they were found different; the count of the first machine.</summary>
    public required ulong DiffersAtCount { get; init; }

    /// <summary>Whether it came back in smaller and smaller slices, down to one instruction.</summary>
    public required bool IsExact { get; init; }

    /// <summary>How it was narrowed down, or why it could not be; a sentence.</summary>
    public required string Note { get; init; }

    /// <summary>The instructions that ran last, up to the difference, from the last jump on. Only for an exact difference.</summary>
    public IReadOnlyList<TracedInstruction> Instructions { get; init; } = [];

    /// <summary>The first machine's registers.</summary>
    public required IReadOnlyList<CpuRegister> FirstRegisters { get; init; }

    /// <summary>The second machine's registers.</summary>
    public required IReadOnlyList<CpuRegister> SecondRegisters { get; init; }

    /// <summary>Fields of saved state that differ: path, and both values.</summary>
    public required IReadOnlyList<string> State { get; init; }

    /// <summary>Bytes of RAM that differ, the first of them.</summary>
    public required IReadOnlyList<RamDifference> Ram { get; init; }

    /// <summary>How many bytes of RAM differ.</summary>
    public required ulong RamBytes { get; init; }

    /// <summary>How the slice ended, where both ended it differently; else null.</summary>
    public string? Ends { get; init; }
}
