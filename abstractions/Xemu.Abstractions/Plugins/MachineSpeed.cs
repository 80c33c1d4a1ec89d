namespace Xemu.Abstractions;

/// <summary>How fast a machine runs, averaged over the last half second or so.</summary>
/// <param name="MillionInstructionsPerSecond">Guest instructions per second of host time, in millions.</param>
/// <param name="PercentOfRealTime">Guest time passed per host time, in percent.</param>
public readonly record struct MachineSpeed(double MillionInstructionsPerSecond, double PercentOfRealTime);
