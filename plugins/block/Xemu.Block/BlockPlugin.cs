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
        registry.AddComponent(DiscBlock.Type("block.cso", "A compressed disc image: CSO version 1 (deflate) or 2 (LZ4), also in parts (NAME.1.cso).", CsoImage.Open));
        registry.AddComponent(DiscBlock.Type("block.cci", "A compressed disc image: CCI (LZ4), also in parts (NAME.1.cci).", CciImage.Open));
        registry.AddComponent(DiscBlock.Type("block.chd", "A compressed image of a DVD, hard disk or raw sectors: CHD version 5.", ChdImage.Open));
        registry.AddVerb(DiskVerb.Definition);
        registry.AddVerb(IsoVerb.Definition);
    }
}
