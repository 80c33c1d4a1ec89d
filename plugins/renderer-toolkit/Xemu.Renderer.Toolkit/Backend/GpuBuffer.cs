namespace Xemu.Renderer.Toolkit;

/// <summary>A buffer of an <see cref="IGpuBackend"/>.</summary>
/// <param name="Id">The backend's own number, never 0.</param>
public readonly record struct GpuBuffer(ulong Id);
