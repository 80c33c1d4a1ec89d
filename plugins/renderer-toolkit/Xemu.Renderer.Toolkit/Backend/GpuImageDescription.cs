namespace Xemu.Renderer.Toolkit;

/// <summary>The shape and format of an image.</summary>
/// <param name="Kind">Layers or a volume; a volume only of <see cref="GpuFormat.Texels"/>.</param>
/// <param name="Format">Its pixels. Images that are drawn into have one layer and one level.</param>
/// <param name="Width">Pixels of level 0.</param>
/// <param name="Height">Pixels of level 0.</param>
/// <param name="Depth">Layers, or slices of level 0 of a volume.</param>
/// <param name="Levels">Mip levels, each half as large as the one before, rounded down, at least 1.</param>
public readonly record struct GpuImageDescription(GpuImageKind Kind, GpuFormat Format, int Width, int Height, int Depth = 1, int Levels = 1);
