using Xemu.Abstractions;

namespace Xemu.Renderer.Software;

/// <summary>What a manifest says about the renderer.</summary>
internal sealed record SoftwareRendererOptions
{
    public const int MaxThreads = 64;

    [Option("Threads that draw; 0 takes one a core. The picture does not depend on it", Min = 0, Max = MaxThreads)]
    public int Threads { get; init; }
}
