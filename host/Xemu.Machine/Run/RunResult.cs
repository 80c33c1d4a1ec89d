namespace Xemu.Machine;

/// <summary>How a run ended.</summary>
/// <param name="Reason">One short sentence.</param>
/// <param name="ExitCode">For the process.</param>
/// <param name="End">What ended it.</param>
public sealed record RunResult(string Reason, int ExitCode, RunEnd End);
