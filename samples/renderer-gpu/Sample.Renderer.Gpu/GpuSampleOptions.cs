namespace Sample.Renderer.Gpu;

/// <summary>No options.</summary>
public sealed record GpuSampleOptions;
