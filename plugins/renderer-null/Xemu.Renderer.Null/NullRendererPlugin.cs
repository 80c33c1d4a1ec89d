using Xemu.Abstractions;
using Xemu.Renderer.Null;

[assembly: Plugin("renderer-null", typeof(NullRendererPlugin))]

namespace Xemu.Renderer.Null;

/// <summary>The plugin of the renderer that draws nothing.</summary>
public sealed class NullRendererPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<NullRendererOptions, NullRenderer>(
            "renderer.null", "Draws nothing", static (_, c) => new NullRenderer(c)));
    }
}
