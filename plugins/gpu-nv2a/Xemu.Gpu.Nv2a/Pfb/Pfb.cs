namespace Xemu.Gpu.Nv2a;

/// <summary>Memory interface.</summary>
internal sealed class Pfb(uint memorySizeBytes) : RegisterBlock<Pfb>("PFB", 0x10_0000, 0x1000, PfbRegisters.Table)
{
    public uint MemorySizeBytes { get; } = memorySizeBytes;

    public override void Reset()
    {
        base.Reset();
        if (MemorySizeBytes > 64u << 20)
        {
            Value(PfbRegisters.Cfg0) |= 1 << 8;
        }
    }
}
