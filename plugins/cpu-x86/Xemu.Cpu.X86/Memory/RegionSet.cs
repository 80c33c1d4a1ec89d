using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>A bit for each region of a <see cref="LinearSpace"/>.</summary>
internal sealed class RegionSet
{
    private readonly ulong[] _bits = new ulong[LinearSpace.MostRegions / 64];

    public bool this[int region] => (_bits[region >> 6] >> (region & 63) & 1) != 0;

    public void Add(int region) => _bits[region >> 6] |= 1UL << (region & 63);

    public void Remove(int region) => _bits[region >> 6] &= ~(1UL << (region & 63));

    public void Clear() => Array.Clear(_bits);

    /// <summary>The first one from a region on, or <see cref="LinearSpace.MostRegions"/>.</summary>
    public int Next(int region)
    {
        while (region < LinearSpace.MostRegions)
        {
            ulong left = _bits[region >> 6] >> (region & 63);
            if (left != 0)
            {
                return region + BitOperations.TrailingZeroCount(left);
            }

            region = (region | 63) + 1;
        }

        return LinearSpace.MostRegions;
    }
}
