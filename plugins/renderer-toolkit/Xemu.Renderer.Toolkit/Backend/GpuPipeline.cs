namespace Xemu.Renderer.Toolkit;

/// <summary>A pipeline of an <see cref="IGpuBackend"/>.</summary>
/// <param name="Id">The backend's own number, never 0.</param>
public readonly record struct GpuPipeline(ulong Id);
