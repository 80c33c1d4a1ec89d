using Xemu.Abstractions;

namespace Xemu.Mcpx;

internal sealed record LpcOptions
{
    [Option("Whether port 0x64 takes the keyboard controller's reset command, as PC software expects; the console has no keyboard controller.")]
    public bool KeyboardReset { get; init; }
}
