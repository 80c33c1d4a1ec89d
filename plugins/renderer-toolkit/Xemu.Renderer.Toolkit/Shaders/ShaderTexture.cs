namespace Xemu.Renderer.Toolkit;

/// <summary>A texture of a shader, of words.</summary>
/// <param name="Binding">Its binding.</param>
/// <param name="IsVolume">Whether it has three dimensions; else layers of two.</param>
internal readonly record struct ShaderTexture(int Binding, bool IsVolume);
