using Xemu.Abstractions;
using Xemu.Renderer.Software;

[assembly: Plugin("renderer-software", typeof(SoftwareRendererPlugin))]

namespace Xemu.Renderer.Software;

/// <summary>The plugin of the reference renderer.</summary>
public sealed class SoftwareRendererPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<SoftwareRendererOptions, SoftwareRenderer>(
            "renderer.software", "Draws in software, exactly and the same on every host", static (o, c) => new SoftwareRenderer(o, c)));
    }
}
