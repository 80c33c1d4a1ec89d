using Xemu.Abstractions;
using Xemu.Ide;

[assembly: Plugin("ide", typeof(IdePlugin))]

namespace Xemu.Ide;

/// <summary>Registers the IDE controller and its drives.</summary>
public sealed class IdePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<IdeControllerOptions, IdeController>(
            "mcpx.ide", "The MCPX's IDE controller: primary channel with bus-master DMA.", static (o, c) => new IdeController(o, c)));
        registry.AddComponent(new ComponentType<IdeDiskOptions, IdeDisk>(
            "ide.disk", "An ATA hard disk.", static (o, c) => new IdeDisk(o, c)));
        registry.AddComponent(new ComponentType<IdeDvdOptions, IdeDvd>(
            "ide.dvd", "An ATAPI DVD-ROM drive.", static (o, c) => new IdeDvd(o, c)));
    }
}
