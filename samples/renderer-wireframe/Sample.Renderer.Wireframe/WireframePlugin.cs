using Sample.Renderer.Wireframe;
using Xemu.Abstractions;

[assembly: Plugin("sample-renderer-wireframe", typeof(WireframePlugin))]

namespace Sample.Renderer.Wireframe;

/// <summary>The plugin's entry: one component type.</summary>
public sealed class WireframePlugin : IPlugin
{
    public void Register(IPluginRegistry registry) =>
        registry.AddComponent(new ComponentType<WireframeOptions, WireframeRenderer>(
            "sample.renderer-wireframe", "Draws the edges of polygons, and nothing else", static (options, context) => new WireframeRenderer(options, context)));
}
