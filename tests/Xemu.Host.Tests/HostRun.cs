namespace Xemu.Host.Tests;

/// <summary>What a command line did.</summary>
internal sealed record HostRun(int ExitCode, string Output, string Error);
