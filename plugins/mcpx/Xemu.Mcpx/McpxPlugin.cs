using Xemu.Abstractions;

[assembly: Plugin("mcpx", typeof(Xemu.Mcpx.McpxPlugin))]

namespace Xemu.Mcpx;

/// <summary>The chipset of the Xbox.</summary>
public sealed class McpxPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<PicOptions, Pic>(
            "mcpx.pic", "Two 8259A interrupt controllers.", static (o, c) => new Pic(o, c)));
        registry.AddComponent(new ComponentType<PitOptions, Pit>(
            "mcpx.pit", "8254 interval timer and speaker port.", static (o, c) => new Pit(o, c)));
    }
}
