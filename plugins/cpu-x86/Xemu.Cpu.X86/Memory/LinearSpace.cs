namespace Xemu.Cpu.X86;

/// <summary>An address space that translations are kept of, and the pages that they were read from. A region is what one entry of a directory maps.</summary>
/// <remarks>A region is used while something may be kept of it: then every page that a walk of it reads is watched, and has its accessed bits set.</remarks>
internal sealed class LinearSpace
{
    /// <summary>Under PAE; half of it else.</summary>
    public const int MostRegions = 2048;

    public const int MostDirectories = 4;

    private readonly TablePage?[] _directories = new TablePage?[MostDirectories];
    private readonly TablePage?[] _tables = new TablePage?[MostRegions];
    private readonly RegionSet _used = new();

    public SpaceKey Key { get; private set; }

    /// <summary>What programs at level 3 see of it, for an engine that has windows.</summary>
    public LinearView? User { get; set; }

    public bool IsUsed(int region) => _used[region];

    /// <summary>The directory that a region has its entry in, once it was read.</summary>
    public ref TablePage? DirectoryOf(int region) => ref _directories[region >> Key.EntriesShift];

    public TablePage? Directory(int number) => _directories[number];

    /// <summary>The table of a used region; null: a large page.</summary>
    public TablePage? Table(int region) => _tables[region];

    public void Use(int region, TablePage? table)
    {
        _used.Add(region);
        _tables[region] = table;
        table?.AddRegion(region);
    }

    /// <summary>Uses a region that another space uses too.</summary>
    public void Carry(int region, TablePage? table)
    {
        if (!IsUsed(region) || _tables[region] != table)
        {
            Use(region, table);
        }
    }

    /// <summary>Nothing is kept of the region any more.</summary>
    public void Forget(int region)
    {
        _used.Remove(region);
        _tables[region] = null;
    }

    /// <summary>The same of a directory; its regions have been forgotten.</summary>
    public void ForgetDirectory(int number) => _directories[number] = null;

    /// <summary>Becomes another space, of which nothing is kept.</summary>
    public void Become(in SpaceKey key)
    {
        Key = key;
        Array.Clear(_directories);
        Array.Clear(_tables);
        _used.Clear();
    }

    /// <summary>The first used region from one on, or <see cref="MostRegions"/>.</summary>
    public int NextUsed(int region) => _used.Next(region);
}
