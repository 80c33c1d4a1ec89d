namespace Xemu.Migration.Format;

/// <summary>What a sequential snapshot begins with: header, configuration, and the block list. Pages follow: see <see cref="RamStream"/>.</summary>
public sealed class StreamPrefix
{
    /// <summary>Builds the prefix.</summary>
    /// <param name="machineName">The machine's name.</param>
    /// <param name="blocks">RAM blocks, in file order.</param>
    /// <param name="multifdFlush">Whether page channels are told to meet before the first page, as QEMU 9.2 does with multifd.</param>
    /// <exception cref="SnapshotFormatException">A name or a size that the file cannot hold.</exception>
    public StreamPrefix(string machineName, IReadOnlyList<RamBlockShape> blocks, bool multifdFlush = false)
    {
        PrefixBuilder.Check(machineName, blocks);
        MachineName = machineName;
        Blocks = blocks;
        ByteBuffer buffer = PrefixBuilder.Start(machineName, [], blocks);
        foreach (RamBlockShape block in blocks)
        {
            PrefixBuilder.PutBlock(buffer, block);
        }

        if (multifdFlush)
        {
            buffer.UInt64((ulong)RamStreamFlags.MultifdFlush);
        }

        buffer.UInt64((ulong)RamStreamFlags.EndOfSection);
        Wire.PutFooter(buffer, Wire.RamSectionId);
        Bytes = buffer.Memory;
    }

    /// <summary>The machine's name.</summary>
    public string MachineName { get; }

    /// <summary>The blocks.</summary>
    public IReadOnlyList<RamBlockShape> Blocks { get; }

    /// <summary>The bytes; they begin with the four bytes of the magic.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }
}
