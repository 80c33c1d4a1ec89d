using Xemu.Abstractions;
using Xemu.Gpu.Nv2a;

[assembly: Plugin("gpu-nv2a", typeof(Nv2aPlugin))]

namespace Xemu.Gpu.Nv2a;

/// <summary>The plugin of the Xbox's graphics chip.</summary>
public sealed class Nv2aPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<Nv2aOptions, Nv2a>(
            "nv2a", "NV2A graphics: registers, interrupts, timer and scan-out of a linear frame buffer", static (o, c) => new Nv2a(o, c)));
    }
}
