namespace Xemu.Migration.Format;

/// <summary>Header, configuration section and the start of the <c>ram</c> section, the same for both forms.</summary>
internal static class PrefixBuilder
{
    public static readonly string[] MappedRam = [Wire.MappedRamCapability];

    public static void Check(string machineName, IReadOnlyList<RamBlockShape> blocks)
    {
        ArgumentNullException.ThrowIfNull(machineName);
        ArgumentNullException.ThrowIfNull(blocks);
        Wire.CheckName(machineName, "Machine");
        if (blocks.Count is 0 or > FormatLimits.RamBlocks)
        {
            throw new SnapshotFormatException($"A snapshot has 1 to {FormatLimits.RamBlocks} RAM blocks, not {blocks.Count}.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        ulong sum = 0;
        foreach (RamBlockShape block in blocks)
        {
            Wire.CheckName(block.Name, "RAM block");
            if (!names.Add(block.Name))
            {
                throw new SnapshotFormatException($"RAM block '{block.Name}' is listed twice; give every block a name of its own.");
            }

            if (block.SizeBytes == 0 || block.SizeBytes % FormatLimits.PageSize != 0 || block.SizeBytes > FormatLimits.RamBytes
                || (sum += block.SizeBytes) > FormatLimits.RamBytes)
            {
                throw new SnapshotFormatException(
                    $"RAM block '{block.Name}' has {block.SizeBytes} bytes; blocks are whole pages of {FormatLimits.PageSize}, at most {FormatLimits.RamBytes} bytes together.");
            }
        }
    }

    public static ByteBuffer Start(string machineName, IReadOnlyList<string> capabilities, IReadOnlyList<RamBlockShape> blocks)
    {
        var buffer = new ByteBuffer();
        buffer.UInt32(Wire.Magic);
        buffer.UInt32(Wire.Version);
        PutConfiguration(buffer, machineName, capabilities);
        Wire.PutSection(buffer, Wire.SectionStart, Wire.RamSectionId, Wire.RamSection, 0, Wire.RamVersion);
        ulong sum = 0;
        foreach (RamBlockShape block in blocks)
        {
            sum += block.SizeBytes;
        }

        buffer.UInt64(sum | (ulong)RamStreamFlags.MemorySize);
        return buffer;
    }

    public static int BlockHeaderBytes(RamBlockShape block) => 1 + block.Name.Length + 8;

    public static void PutBlock(ByteBuffer buffer, RamBlockShape block)
    {
        Wire.PutName(buffer, block.Name);
        buffer.UInt64(block.SizeBytes);
    }

    private static void PutConfiguration(ByteBuffer buffer, string machineName, IReadOnlyList<string> capabilities)
    {
        buffer.Byte(Wire.Configuration);
        buffer.UInt32((uint)machineName.Length);
        buffer.Ascii(machineName);
        if (capabilities.Count == 0)
        {
            return;
        }

        buffer.Byte(Wire.Subsection);
        Wire.PutName(buffer, Wire.CapabilitiesName);
        buffer.UInt32(1);
        buffer.UInt32((uint)capabilities.Count);
        foreach (string capability in capabilities)
        {
            Wire.PutName(buffer, capability);
        }
    }
}
