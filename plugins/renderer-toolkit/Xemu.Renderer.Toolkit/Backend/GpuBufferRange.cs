namespace Xemu.Renderer.Toolkit;

/// <summary>A part of a buffer.</summary>
/// <param name="Buffer">The buffer.</param>
/// <param name="OffsetBytes">Its first byte.</param>
/// <param name="SizeBytes">Its length.</param>
public readonly record struct GpuBufferRange(GpuBuffer Buffer, int OffsetBytes, int SizeBytes);
