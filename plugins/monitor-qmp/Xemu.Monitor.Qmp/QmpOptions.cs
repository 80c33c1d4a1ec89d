using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Monitor.Qmp;

/// <summary>Options of <c>monitor.qmp</c>.</summary>
public sealed record QmpOptions
{
    /// <summary>Where to listen.</summary>
    [Option("Where to listen: unix:PATH, from the working folder, or tcp:127.0.0.1:PORT.", Required = true)]
    public string Listen { get; init; } = string.Empty;

    /// <summary>Who saves and restores.</summary>
    [Option("The migration engine; without it the first one of the machine is taken.")]
    public IMigrationEngine? Migration { get; init; }
}
