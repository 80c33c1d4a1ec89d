using System.Collections.Immutable;

namespace Xemu.Renderer.Toolkit;

/// <summary>A shader in one of its forms; its entry point is <c>main</c>.</summary>
/// <param name="Flavour">The form.</param>
/// <param name="Text">The text, or empty.</param>
/// <param name="Words">The words, or empty.</param>
public sealed record ShaderCode(ShaderFlavour Flavour, string Text, ImmutableArray<uint> Words);
