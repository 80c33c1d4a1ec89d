namespace Xemu.Renderer.Toolkit;

/// <summary>What of an image's pixels is transferred.</summary>
public enum GpuAspect
{
    /// <summary>Colour or texels: four bytes a pixel.</summary>
    Color,

    /// <summary>Depth: a 32-bit floating-point number a pixel.</summary>
    Depth,

    /// <summary>Stencil: a byte a pixel.</summary>
    Stencil,
}
