using Xemu.Abstractions;

namespace Xemu.Bare;

/// <summary>Options of <c>bare.post-port</c>.</summary>
public sealed record PostPortOptions
{
    /// <summary>The ports.</summary>
    [Option("The ports; 0x80 is the PC's, 0x190 that of IBM's PS/2")]
    public ushort[] Ports { get; init; } = [0x80, 0x190];
}
