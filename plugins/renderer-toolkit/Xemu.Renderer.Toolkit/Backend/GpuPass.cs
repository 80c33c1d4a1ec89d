namespace Xemu.Renderer.Toolkit;

/// <summary>What is drawn into.</summary>
/// <param name="Color">An image of <see cref="GpuFormat.Rgba8"/>, or none.</param>
/// <param name="Depth">An image of <see cref="GpuFormat.Depth32Stencil8"/>, or none; not both are none.</param>
/// <param name="Width">Pixels of both that the viewport spans.</param>
/// <param name="Height">Pixels of both that the viewport spans.</param>
public readonly record struct GpuPass(GpuImage Color, GpuImage Depth, int Width, int Height);
