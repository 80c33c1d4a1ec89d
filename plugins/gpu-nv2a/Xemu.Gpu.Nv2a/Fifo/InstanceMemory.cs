using System.Buffers.Binary;
using Xemu.Abstractions.Memory;

namespace Xemu.Gpu.Nv2a;

/// <summary>What the engines read and write in PRAMIN. Addresses wrap at its size, so that no guest value leaves it.</summary>
internal sealed class InstanceMemory(IRamBlock block)
{
    private const uint Mask = PraminBlock.Size - 4;

    /// <summary>Reads a word.</summary>
    /// <param name="offset">Byte offset; the low two bits are not looked at.</param>
    public uint Read(uint offset)
    {
        using RamLease lease = block.Lease(offset & Mask, 4, RamAccess.Read);
        return BinaryPrimitives.ReadUInt32LittleEndian(lease.Span);
    }

    /// <summary>Writes a word.</summary>
    /// <param name="offset">Byte offset; the low two bits are not looked at.</param>
    /// <param name="value">The word.</param>
    public void Write(uint offset, uint value)
    {
        using RamLease lease = block.Lease(offset & Mask, 4, RamAccess.Write);
        BinaryPrimitives.WriteUInt32LittleEndian(lease.Span, value);
    }
}
