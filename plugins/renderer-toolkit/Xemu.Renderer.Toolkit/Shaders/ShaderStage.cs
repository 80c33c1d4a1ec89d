namespace Xemu.Renderer.Toolkit;

/// <summary>Where a shader runs.</summary>
internal enum ShaderStage
{
    /// <summary>On vertices.</summary>
    Vertex,

    /// <summary>On fragments.</summary>
    Pixel,

    /// <summary>On numbers, from storage buffer to storage buffer: for tests.</summary>
    Compute,
}
