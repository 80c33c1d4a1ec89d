namespace Xemu.Cpu.X86;

/// <summary>What a page-table walk found.</summary>
internal struct PageWalk
{
    /// <summary>Physical page number.</summary>
    public uint Page;

    /// <summary>W and U bits, ANDed over the levels.</summary>
    public uint Rights;

    public bool Dirty;

    /// <summary>Every entry had its accessed bit already.</summary>
    public bool WasAccessed;

    /// <summary>2 or 4 MiB.</summary>
    public bool IsLarge;

    /// <summary>Physical address of the entry in the directory.</summary>
    public ulong DirectoryAddress;

    /// <summary>Physical address of the entry in the table; none for a large page.</summary>
    public ulong TableAddress;
}
