namespace Xemu.Renderer.Toolkit;

/// <summary>The forms in which shaders are given.</summary>
public enum ShaderFlavour
{
    /// <summary>SPIR-V 1.3 words for Vulkan 1.1.</summary>
    SpirV,

    /// <summary>GLSL 4.50 text with the rules for Vulkan (GL_KHR_vulkan_glsl).</summary>
    VulkanGlsl,

    /// <summary>GLSL 4.50 text for OpenGL 4.5.</summary>
    DesktopGlsl,
}
