namespace Xemu.Renderer.Toolkit;

/// <summary>The pixels of an image. Three suffice: guest formats are decoded to them, and shaders do the rest.</summary>
public enum GpuFormat
{
    /// <summary>Four bytes from 0 to 1, red in the first: drawn into. Vulkan: R8G8B8A8_UNORM; OpenGL: RGBA8.</summary>
    Rgba8,

    /// <summary>A depth of 32 bits floating-point and 8 bits of stencil: drawn into. Vulkan: D32_SFLOAT_S8_UINT; OpenGL: DEPTH32F_STENCIL8.</summary>
    Depth32Stencil8,

    /// <summary>Words that shaders fetch and unpack. Vulkan: R32_UINT; OpenGL: R32UI.</summary>
    Texels,
}
