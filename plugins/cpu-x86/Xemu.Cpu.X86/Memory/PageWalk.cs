namespace Xemu.Cpu.X86;

/// <summary>What a page-table walk found.</summary>
internal struct PageWalk
{
    /// <summary>Physical page number.</summary>
    public uint Page;

    /// <summary>W and U bits, ANDed over the levels.</summary>
    public uint Rights;

    public bool Dirty;
    public bool IsGlobal;

    /// <summary>2 or 4 MiB.</summary>
    public bool IsLarge;
}
