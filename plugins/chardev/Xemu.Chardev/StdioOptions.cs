using Xemu.Abstractions;

namespace Xemu.Chardev;

/// <summary>Options of <c>chardev.stdio</c>.</summary>
internal sealed record StdioOptions
{
    [Option("Ctrl-C and ctrl-Z stay the host's; false sends them to the guest")]
    public bool Signals { get; init; } = true;
}
