namespace Xemu.Renderer.Toolkit;

/// <summary>An image of an <see cref="IGpuBackend"/>; the default value is none.</summary>
/// <param name="Id">The backend's own number, never 0.</param>
public readonly record struct GpuImage(ulong Id)
{
    /// <summary>Whether it names no image.</summary>
    public bool IsNone => Id == 0;
}
