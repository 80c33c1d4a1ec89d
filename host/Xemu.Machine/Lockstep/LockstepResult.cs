namespace Xemu.Machine;

/// <summary>How a lockstep run ended.</summary>
/// <param name="End">What ended it; of the first machine.</param>
/// <param name="Difference">Where the machines part; null when they agreed.</param>
/// <param name="Slices">How many slices were run and compared.</param>
/// <param name="ComparedToCount">The instruction count up to which everything was compared and equal.</param>
public sealed record LockstepResult(RunResult End, LockstepDifference? Difference, ulong Slices, ulong ComparedToCount);
