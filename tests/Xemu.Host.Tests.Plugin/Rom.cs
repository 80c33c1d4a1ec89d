using Xemu.Abstractions;

namespace Xemu.Host.Tests.Plugin;

public sealed record RomOptions
{
    [Option("Where the ROM lies.", Required = true)]
    public ulong Address { get; init; }
}

public sealed class Rom(RomOptions options) : TestComponent
{
    public ulong Address => options.Address;
}
