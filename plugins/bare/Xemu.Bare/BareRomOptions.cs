using Xemu.Abstractions;

namespace Xemu.Bare;

/// <summary>Options of <c>bare.rom</c>.</summary>
public sealed record BareRomOptions
{
    /// <summary>The images.</summary>
    [Option("Tables { file, address }; the same file may stand at several addresses", Required = true)]
    public RomImage[] Images { get; init; } = [];
}
