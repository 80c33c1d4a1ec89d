namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>A level of a layer.</summary>
internal sealed record TexelLevel(int Number, int Layer, int Width, int Height, int Depth, uint[] Words);
