namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>A texture as words.</summary>
/// <param name="Binding">Where it is bound.</param>
/// <param name="IsVolume">Whether it has three dimensions; else layers.</param>
/// <param name="Width">Texels of level 0 on the host.</param>
/// <param name="Height">Texels of level 0 on the host.</param>
/// <param name="Depth">Slices of level 0, or layers.</param>
/// <param name="Levels">What it holds.</param>
internal sealed record TexelImage(int Binding, bool IsVolume, int Width, int Height, int Depth, List<TexelLevel> Levels);
