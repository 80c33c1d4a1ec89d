using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Threaded;

/// <summary>What a manifest says about the renderer.</summary>
internal sealed record ThreadedRendererOptions
{
    [Option("Who draws", Required = true)]
    public IRenderer? Renderer { get; init; }

    [Option("How many draws and clears may wait", Min = 1, Max = 4096)]
    public int QueueLength { get; init; } = 256;
}
