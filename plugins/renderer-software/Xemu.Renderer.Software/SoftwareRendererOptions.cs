namespace Xemu.Renderer.Software;

/// <summary>What a manifest says about the renderer: nothing yet.</summary>
internal sealed record SoftwareRendererOptions;
