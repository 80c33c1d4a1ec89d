using Xemu.Abstractions;

namespace Xemu.Gpu.Nv2a;

/// <summary>What a manifest says about a bench for replays.</summary>
internal sealed record ReplayOptions
{
    [Option("RAM of the machine that was captured")]
    public ByteSize Ram { get; init; } = ByteSize.FromMiB(64);
}
