using Xemu.Abstractions;
using Xemu.Block;

[assembly: Plugin("block", typeof(BlockPlugin))]

namespace Xemu.Block;

/// <summary>Registers the disk images.</summary>
public sealed class BlockPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<RawOptions, RawBlock>(
            "block.raw", "A raw disk or disc image; writes go to a copy-on-write layer unless write-through is set.", RawBlock.Create)
        { CreateShadow = ShadowImage.Create });
        registry.AddComponent(new ComponentType<Qcow2Options, Qcow2Block>(
            "block.qcow2", "A qcow2 image (version 2 or 3), with backing files.", Qcow2Block.Create)
        { CreateShadow = ShadowImage.Create });
        registry.AddComponent(new ComponentType<MemoryOptions, MemoryBlock>(
            "block.memory", "A disk in memory, empty at power-on; what is written to it is machine state.", static (o, c) => new MemoryBlock(o, c.Id))
        { CreateShadow = static (o, c) => new MemoryBlock(o, c.Id) });
        registry.AddComponent(DiscBlock.Type("block.folder", "A folder of the host, seen by the machine as an Xbox disc (XDVDFS).", FolderImage.Open));
        registry.AddVerb(DiskVerb.Definition);
    }
}
