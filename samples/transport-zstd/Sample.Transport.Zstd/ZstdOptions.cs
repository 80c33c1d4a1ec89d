using Xemu.Abstractions;

namespace Sample.Transport.Zstd;

/// <summary>The manifest keys of <c>sample.transport-zstd</c>.</summary>
public sealed record ZstdOptions
{
    [Option("zstd's level: 1 is fast, 19 is small.", Min = 1, Max = 19)]
    public int Level { get; init; } = 1;
}
