namespace Xemu.Renderer.Toolkit;

/// <summary>What a buffer holds.</summary>
public enum GpuBufferUse
{
    /// <summary>Vertex attributes.</summary>
    Vertices,

    /// <summary>Indices of 32 bits.</summary>
    Indices,

    /// <summary>Uniform blocks of shaders, each at a multiple of <see cref="GpuLimits.UniformAlignment"/>.</summary>
    Uniforms,
}
