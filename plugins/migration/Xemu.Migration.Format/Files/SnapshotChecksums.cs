namespace Xemu.Migration.Format;

/// <summary>The checksums that a file of ours records under <c>xemu.checksums</c>.</summary>
/// <param name="Prefix">XXH3-64 of header, configuration, block list and block headers, without the magic.</param>
/// <param name="Sections">Of every device section, in file order.</param>
/// <param name="Blocks">Of every RAM block, in file order; empty when none were recorded.</param>
public sealed record SnapshotChecksums(ulong Prefix, IReadOnlyList<SectionChecksum> Sections, IReadOnlyList<BlockChecksums> Blocks)
{
    /// <summary>The block of a name, or none.</summary>
    public BlockChecksums? Block(string name)
    {
        foreach (BlockChecksums block in Blocks)
        {
            if (block.Name == name)
            {
                return block;
            }
        }

        return null;
    }
}
