namespace Xemu.Renderer.Toolkit;

/// <summary>A mark in the order of an <see cref="IGpuBackend"/>'s calls.</summary>
/// <param name="Number">Grows with each mark; all marks up to a reached one are reached. The default value always is.</param>
public readonly record struct GpuFence(ulong Number);
