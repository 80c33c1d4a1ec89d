using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>The <c>[headless]</c> table.</summary>
internal sealed record HeadlessTable
{
    [Option("Overrides that --headless applies, KEY=VALUE each.")]
    public string[] Set { get; init; } = [];
}
