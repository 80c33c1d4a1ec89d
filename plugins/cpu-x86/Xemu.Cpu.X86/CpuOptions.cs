using Xemu.Abstractions;

namespace Xemu.Cpu.X86;

/// <summary>Options of a processor.</summary>
public sealed record CpuOptions
{
    /// <summary>Frequency of the time-stamp counter.</summary>
    [Option("Frequency of the processor's time-stamp counter.", Min = 1_000_000, Max = 10_000_000_000)]
    public Frequency Clock { get; init; } = new(733_333_333);
}
