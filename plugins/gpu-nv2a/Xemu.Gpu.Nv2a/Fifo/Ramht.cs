namespace Xemu.Gpu.Nv2a;

/// <summary>The table from object handles to objects. Source: envytools docs/hw/fifo/ramht; nxdk lib/pbkit/pbkit.c fills it.</summary>
internal static class Ramht
{
    private const uint IsValid = 1u << 31;

    /// <summary>Looks a handle up.</summary>
    /// <param name="memory">Instance memory.</param>
    /// <param name="register">NV_PFIFO_RAMHT: base in units of 4 KiB at bits 4 to 8, size at bits 16 and 17, probes at bits 24 and 25.</param>
    /// <param name="channel">The channel that asks.</param>
    /// <param name="handle">The handle.</param>
    /// <param name="entry">The object.</param>
    public static bool TryFind(InstanceMemory memory, uint register, uint channel, uint handle, out RamhtEntry entry)
    {
        uint first = ((register >> 4) & 0x1F) << 12;
        int bits = 9 + (int)((register >> 16) & 3);
        uint mask = (1u << bits) - 1;
        uint hash = 0;
        for (uint rest = handle; rest != 0; rest >>= bits)
        {
            hash ^= rest & mask;
        }

        hash ^= channel << (bits - 4);
        int probes = 16 << (int)((register >> 24) & 3);
        for (int i = 0; i < probes; i++)
        {
            uint slot = first + (((hash + (uint)i) & mask) * 8);
            uint context = memory.Read(slot + 4);
            if ((context & IsValid) == 0)
            {
                continue;
            }

            if (memory.Read(slot) == handle && ((context >> 24) & 0x1F) == channel)
            {
                entry = new RamhtEntry((context & 0xFFFF) << 4, (FifoEngine)((context >> 16) & 3));
                return true;
            }
        }

        entry = default;
        return false;
    }
}
