namespace Xemu.Cpu.X86;

/// <summary>A page of RAM that walks have read as a directory or a table, and that is watched since.</summary>
internal sealed unsafe class TablePage(byte* host)
{
    /// <summary>Host address of its first entry.</summary>
    public byte* Host { get; } = host;

    /// <summary>Writes of the processor since a walk last read it.</summary>
    public int Writes { get; set; }

    /// <summary>Whether it was ever read as a directory.</summary>
    public bool IsDirectory { get; set; }

    /// <summary>The region whose table it was, or less than 0.</summary>
    public int Region { get; private set; } = -1;

    /// <summary>Whether it was the table of several regions.</summary>
    public bool IsSpread { get; private set; }

    /// <summary>Notes that it is the table of a region.</summary>
    public void AddRegion(int region)
    {
        IsSpread |= Region >= 0 && Region != region;
        Region = region;
    }

    public ulong Entry(int index, int entryBytes) => MemSlow.Load(Host + (index * entryBytes), (uint)entryBytes);
}
