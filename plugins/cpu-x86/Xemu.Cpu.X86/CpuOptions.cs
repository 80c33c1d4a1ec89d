namespace Xemu.Cpu.X86;

/// <summary>Options of a processor.</summary>
public sealed record CpuOptions
{
    /// <summary>Frequency of the time-stamp counter in hertz.</summary>
    public ulong ClockHz { get; init; } = 733_333_333;
}
