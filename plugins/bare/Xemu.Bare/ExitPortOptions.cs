using Xemu.Abstractions;

namespace Xemu.Bare;

/// <summary>Options of <c>bare.exit-port</c>.</summary>
public sealed record ExitPortOptions
{
    /// <summary>The port.</summary>
    [Option("The port")]
    public ushort Port { get; init; } = 0xF4;
}
