using Xemu.Abstractions;

namespace Sample.Renderer.Wireframe;

/// <summary>The manifest keys of <c>sample.renderer-wireframe</c>.</summary>
public sealed record WireframeOptions
{
    [Option("Colour of the edges, 0xRRGGBB.", Max = 0xFF_FFFF)]
    public ulong Color { get; init; } = 0x40_FF_40;
}
