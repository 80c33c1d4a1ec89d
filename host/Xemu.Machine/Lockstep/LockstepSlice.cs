namespace Xemu.Machine;

/// <summary>A slice of a lockstep run, for running it again.</summary>
/// <param name="Limits">Where it ended at the latest.</param>
/// <param name="Depth">What was compared after it.</param>
/// <param name="Inputs">What was delivered at its beginning.</param>
/// <param name="EndCount">The instruction count after it.</param>
internal sealed record LockstepSlice(RunLimits Limits, LockstepDepth Depth, IReadOnlyList<StampedInput> Inputs, ulong EndCount);
