using System.Numerics;

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

    // A bit a region.
    private readonly ulong[] _used = new ulong[MostRegions / 64];

    public SpaceKey Key { get; private set; }

    /// <summary>What programs at level 3 see of it, for an engine that has windows.</summary>
    public LinearView? User { get; set; }

    public bool IsUsed(int region) => (_used[region >> 6] >> (region & 63) & 1) != 0;

    /// <summary>The directory that a region has its entry in, once it was read.</summary>
    public ref TablePage? DirectoryOf(int region) => ref _directories[region / Key.Entries];

    public TablePage? Directory(int number) => _directories[number];

    /// <summary>The table of a used region; null: a large page.</summary>
    public TablePage? Table(int region) => _tables[region];

    public void Use(int region, TablePage? table)
    {
        _used[region >> 6] |= 1UL << (region & 63);
        _tables[region] = table;
        table?.AddRegion(region);
    }

    /// <summary>Nothing is kept of the region any more.</summary>
    public void Forget(int region)
    {
        _used[region >> 6] &= ~(1UL << (region & 63));
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
        Array.Clear(_used);
    }

    /// <summary>The first used region from one on, or <see cref="MostRegions"/>.</summary>
    public int NextUsed(int region)
    {
        while (region < MostRegions)
        {
            ulong left = _used[region >> 6] >> (region & 63);
            if (left != 0)
            {
                return region + BitOperations.TrailingZeroCount(left);
            }

            region = (region | 63) + 1;
        }

        return MostRegions;
    }
}
