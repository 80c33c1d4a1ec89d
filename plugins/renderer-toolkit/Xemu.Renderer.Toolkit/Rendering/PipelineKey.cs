using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>What a pipeline follows from.</summary>
/// <param name="Vertex">The vertex stage.</param>
/// <param name="Pixel">The pixel stage.</param>
/// <param name="State">The state; what no pipeline depends on is at its default.</param>
/// <param name="ColorFormat">The colour surface's format, or none.</param>
/// <param name="HasDepth">Whether there is a depth surface.</param>
/// <param name="HasStencil">Whether it has a stencil.</param>
/// <param name="Topology">What indices make.</param>
/// <param name="Mode">How triangles are drawn.</param>
internal readonly record struct PipelineKey(
    VertexShaderKey Vertex,
    PixelShaderKey Pixel,
    PipelineState State,
    SurfaceFormat ColorFormat,
    bool HasDepth,
    bool HasStencil,
    GpuTopology Topology,
    PolygonMode Mode);
