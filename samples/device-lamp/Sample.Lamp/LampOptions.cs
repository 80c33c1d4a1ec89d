using Xemu.Abstractions;

namespace Sample.Lamp;

/// <summary>The manifest keys of <c>sample.lamp</c>.</summary>
public sealed record LampOptions
{
    [Option("The I/O port.", Min = 0, Max = 0xFFFF)]
    public int Port { get; init; } = 0x300;
}
