namespace Xemu.Machine;

/// <summary>When a run ends by itself.</summary>
/// <param name="StopAtNs">Guest time, or null.</param>
/// <param name="StopAtCount">Instruction count, or null.</param>
public readonly record struct RunLimits(ulong? StopAtNs = null, ulong? StopAtCount = null);
