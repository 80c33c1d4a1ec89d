using System.Collections.Immutable;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Two shaders and the state around them that is fixed when a pipeline is made.</summary>
/// <remarks>
/// Resources of the shaders, in Vulkan all of set 0: uniform block 0 (vertex) and 1 (pixel), textures 2 to 5 (pixel), as <c>binding</c> numbers in both flavours of
/// GLSL too. Attributes are four 32-bit floating-point numbers each.
/// </remarks>
public sealed record GpuPipelineDescription
{
    /// <summary>The vertex stage.</summary>
    public required ShaderCode Vertex { get; init; }

    /// <summary>The pixel stage.</summary>
    public required ShaderCode Pixel { get; init; }

    /// <summary>Locations of the attributes that vertices have, in the order in which they lie one after the other; 16 bytes each.</summary>
    public required ImmutableArray<int> Attributes { get; init; }

    /// <summary>Whether textures 0 to 3 are volumes, a bit each; else layers.</summary>
    public int VolumeTextures { get; init; }

    /// <summary>What indices make. The first vertex of a primitive gives its flat values.</summary>
    public required GpuTopology Topology { get; init; }

    /// <summary>How triangles are drawn.</summary>
    public PolygonMode Mode { get; init; }

    /// <summary>Faces that are not drawn.</summary>
    public Faces CulledFaces { get; init; }

    /// <summary>Whether a front face's vertices run clockwise where rows run down the screen.</summary>
    public bool IsFrontClockwise { get; init; }

    /// <summary>Whether there is a colour image.</summary>
    public bool HasColor { get; init; }

    /// <summary>Whether there is a depth image.</summary>
    public bool HasDepth { get; init; }

    /// <summary>Components that are written.</summary>
    public ColorMask ColorMask { get; init; }

    /// <summary>Whether blending is done.</summary>
    public bool IsBlended { get; init; }

    /// <summary>The source's factor of red, green and blue.</summary>
    public BlendFactor SourceColor { get; init; }

    /// <summary>The destination's factor of red, green and blue.</summary>
    public BlendFactor DestinationColor { get; init; }

    /// <summary>The source's factor of alpha.</summary>
    public BlendFactor SourceAlpha { get; init; }

    /// <summary>The destination's factor of alpha.</summary>
    public BlendFactor DestinationAlpha { get; init; }

    /// <summary>How both are joined; never one of the signed equations.</summary>
    public BlendEquation Equation { get; init; }

    /// <summary>The operation that takes the place of blending, or null.</summary>
    public LogicOperation? Logic { get; init; }

    /// <summary>Whether depth is tested.</summary>
    public bool IsDepthTested { get; init; }

    /// <summary>The fragment's depth compared with the stored one.</summary>
    public CompareFunction DepthFunction { get; init; }

    /// <summary>Whether depth is written where the test passes.</summary>
    public bool WritesDepth { get; init; }

    /// <summary>The stencil test of both faces; its reference and masks come with each draw (<see cref="GpuDraw.Stencil"/>), and are 0 here.</summary>
    public StencilState Stencil { get; init; }
}
