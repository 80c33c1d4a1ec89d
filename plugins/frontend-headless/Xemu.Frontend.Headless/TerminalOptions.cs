using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Frontend.Headless;

/// <summary>Options of <c>frontend.terminal</c>.</summary>
internal sealed record TerminalOptions
{
    [Option("Where pictures come from", Required = true)]
    public IDisplaySource? Source { get; init; }
}
