namespace Xemu.Gpu.Nv2a;

/// <summary>Memory interface.</summary>
internal sealed class Pfb(uint memorySizeBytes) : RegisterBlock<Pfb>("PFB", 0x10_0000, 0x1000, PfbRegisters.Table)
{
    public uint MemorySizeBytes { get; } = memorySizeBytes;

    public override bool IsShared => true;

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

    public override void Reset()
    {
        base.Reset();
        if (MemorySizeBytes > 64u << 20)
        {
            Value(PfbRegisters.Cfg0) |= 1 << 8;
        }
    }
}
