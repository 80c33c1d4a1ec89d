using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Memory interface.</summary>
internal sealed class Pfb(IRamBlock ram) : RegisterBlock<Pfb>("PFB", 0x10_0000, 0x1000, PfbRegisters.Table)
{
    [Derived("of a file that is being loaded")]
    private bool _saysOrder = true;

    public uint MemorySizeBytes { get; } = (uint)ram.SizeBytes;

    public override bool IsShared => true;

    public override uint EnableBit => Pmc.PfbUnit;

    public override int StateVersion => 2;

    /// <summary>What lies under the tiles.</summary>
    public TiledMemory Tiles { get; } = new(ram);

    /// <summary>Where the tile ends that an address lies in: the address behind it, or the greatest number outside of tiles.</summary>
    public ulong TileEnd(ulong address)
    {
        for (uint i = 0; i < PfbRegisters.TileCount; i++)
        {
            uint tile = Value(PfbRegisters.Tile + (i * 16));
            ulong end = (Value(PfbRegisters.TileLimit + (i * 16)) | 0x3FFFul) + 1;
            if ((tile & 1) != 0 && address >= (tile & 0xFFFF_C000) && address < end)
            {
                return end;
            }
        }

        return ulong.MaxValue;
    }

    /// <summary>A register of a tile is written.</summary>
    public void SetTile(uint index) => Tiles.Set((int)index, LayoutOf(index));

    /// <summary>TSTATUS.</summary>
    public uint StatusOfTile(uint index) => TileLayout.StatusOf(Value(PfbRegisters.Tile + (index * 16)), Value(PfbRegisters.TilePitch + (index * 16)));

    public override void Reset()
    {
        base.Reset();
        Tiles.Reset();
        if (MemorySizeBytes > 64u << 20)
        {
            Value(PfbRegisters.Cfg0) |= 1 << 8;
        }
    }

    public override void DescribeState(IStateVisitor state)
    {
        base.DescribeState(state);
        _saysOrder = state.Version >= 2;
        if (_saysOrder)
        {
            Tiles.DescribeState(state);
        }
    }

    public override void AfterRestore()
    {
        base.AfterRestore();
        TileLayout[] layouts = [.. Enumerable.Range(0, (int)PfbRegisters.TileCount).Select(i => LayoutOf((uint)i))];
        Tiles.AfterRestore(layouts, isOrdered: !_saysOrder);
        _saysOrder = true;
    }

    private TileLayout LayoutOf(uint index) => TileLayout.Decode(
        Value(PfbRegisters.Tile + (index * 16)), Value(PfbRegisters.TileLimit + (index * 16)), Value(PfbRegisters.TilePitch + (index * 16)));
}
