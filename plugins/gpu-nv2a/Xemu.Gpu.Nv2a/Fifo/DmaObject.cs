using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>A window on memory that the guest describes in instance memory. Source: envytools docs/hw/memory (NV4 DMA objects).</summary>
/// <param name="Class">0x02 read, 0x03 write, 0x3D both.</param>
/// <param name="Base">First byte, physical.</param>
/// <param name="Limit">Last byte, counted from the first.</param>
internal readonly record struct DmaObject(uint Class, ulong Base, uint Limit)
{
    private const uint IsLinear = 1 << 13;

    /// <summary>Whether it is a memory object at all.</summary>
    public bool IsMemory => Class is 0x02 or 0x03 or 0x3D;

    /// <summary>Reads an object.</summary>
    /// <param name="memory">Instance memory.</param>
    /// <param name="instance">Its address there, in bytes.</param>
    /// <remarks>An object with a page table instead of one linear range is taken by its first page: the console's programs use none. Unverified.</remarks>
    public static DmaObject Read(InstanceMemory memory, uint instance)
    {
        if (instance == 0)
        {
            // No object, or the null object: nothing may be touched but its first byte.
            return default;
        }

        uint flags = memory.Read(instance);
        uint limit = memory.Read(instance + 4);
        uint frame = memory.Read(instance + 8);
        ulong first = (frame & 0xFFFF_F000) + (flags >> 20);
        return new DmaObject(flags & 0xFFF, first & 0x07FF_FFFF, (flags & IsLinear) != 0 ? limit : Math.Min(limit, 0xFFF));
    }

    /// <summary>Whether an access stays within the window; its last word may begin there alone. Where exactly the part draws the line: unverified.</summary>
    /// <param name="offset">Offset in the window.</param>
    /// <param name="length">Bytes.</param>
    public bool Contains(long offset, long length) => offset >= 0 && offset + length - 1 <= (Limit | 3L);

    /// <summary>Rows within the window.</summary>
    /// <param name="offset">Offset of the first one in the window.</param>
    /// <param name="pitch">Bytes from row to row.</param>
    public MemoryRows Rows(uint offset, long pitch) => new(Base + offset, pitch, Base, Base + Limit);

    /// <summary>The part of RAM that an access may touch.</summary>
    /// <param name="offset">Offset in the window.</param>
    /// <param name="ramBytes">Size of the RAM.</param>
    /// <param name="address">Where it is.</param>
    /// <returns>How many bytes from there lie within both; 0 when the offset is outside.</returns>
    public long Resolve(uint offset, ulong ramBytes, out ulong address)
    {
        address = Base + offset;
        long inWindow = (long)Limit - offset + 1;
        long inRam = (long)ramBytes - (long)address;
        return Math.Max(Math.Min(inWindow, inRam), 0);
    }
}
