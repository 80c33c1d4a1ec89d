using Xemu.Abstractions;

[assembly: Plugin("boot-linux", typeof(Xemu.Boot.Linux.BootLinuxPlugin))]

namespace Xemu.Boot.Linux;

/// <summary>Registers <c>boot.linux</c>.</summary>
public sealed class BootLinuxPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<LinuxOptions, LinuxLoader>(
            "boot.linux", "Starts a Linux bzImage, with no firmware, by the 32-bit boot protocol", static (options, context) => new LinuxLoader(options, context))
        { CreateShadow = static (options, context) => new LinuxLoader(options, context) });
    }
}
