using Xemu.Abstractions;
using Xemu.Kernel.Hle;

[assembly: Plugin("kernel-hle", typeof(KernelHlePlugin))]

namespace Xemu.Kernel.Hle;

/// <summary>Registers the tools for Xbox executables.</summary>
public sealed class KernelHlePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddVerb(new XbeVerb(static _ => null).Definition);
    }
}
