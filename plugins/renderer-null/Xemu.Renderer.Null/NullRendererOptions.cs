namespace Xemu.Renderer.Null;

/// <summary>What a manifest says about the renderer: nothing.</summary>
internal sealed record NullRendererOptions;
