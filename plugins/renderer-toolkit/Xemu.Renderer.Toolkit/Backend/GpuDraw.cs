using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>A draw within a pass.</summary>
public readonly record struct GpuDraw
{
    /// <summary>Shaders and state.</summary>
    public required GpuPipeline Pipeline { get; init; }

    /// <summary>The vertices.</summary>
    public required GpuBufferRange Vertices { get; init; }

    /// <summary>The indices, 32 bits each; all of them are drawn.</summary>
    public required GpuBufferRange Indices { get; init; }

    /// <summary>Uniform block 0.</summary>
    public required GpuBufferRange VertexUniforms { get; init; }

    /// <summary>Uniform block 1.</summary>
    public required GpuBufferRange PixelUniforms { get; init; }

    /// <summary>The textures. None of them is an image of the pass.</summary>
    public GpuTextureSet Textures { get; init; }

    /// <summary>Pixels that may be drawn.</summary>
    public required Rectangle Scissor { get; init; }

    /// <summary>The constant of blend factors; red in x.</summary>
    public Vector4 BlendColor { get; init; }

    /// <summary>Numbers of the stencil test, of both faces; in Vulkan and OpenGL dynamic state.</summary>
    public GpuStencil Stencil { get; init; }

    /// <summary>Width of lines in pixels; clamped to <see cref="GpuLimits.MaxLineWidth"/>.</summary>
    public float LineWidth { get; init; }

    /// <summary>Whether samples that pass are counted for <see cref="IGpuBackend.TakePassedCount"/>.</summary>
    public bool CountsPasses { get; init; }
}
