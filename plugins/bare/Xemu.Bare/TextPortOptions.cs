using Xemu.Abstractions;
using Xemu.Abstractions.Io;

namespace Xemu.Bare;

/// <summary>Options of <c>bare.text-port</c>.</summary>
public sealed record TextPortOptions
{
    /// <summary>The port.</summary>
    [Option("The port")]
    public ushort Port { get; init; } = 0xE9;

    /// <summary>Where the text goes.</summary>
    [Option("A character device that gets the bytes; without one, lines go to the log")]
    public ICharacterDevice? Output { get; init; }
}
