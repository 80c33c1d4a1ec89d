using System.Buffers.Binary;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Instance memory, 1 MiB at 0x700000.</summary>
/// <remarks>
/// A RAM block of its own, so that snapshots treat it as memory. On the console it lies at the end of main RAM, with its addresses in reverse (envytools
/// docs/hw/bus/bars.rst; nxdk lib/pbkit/pbkit.c gets memory that ends at 0x03FF0000 for it, and skips 64 KiB here). Not modelled: that both are one.
/// </remarks>
internal sealed class PraminBlock : INvBlock
{
    public const uint Size = 0x10_0000;

    private readonly IRamBlock _memory;
    private readonly GraphTap _tap;

    public PraminBlock(IRamBlock memory, GraphTap tap)
    {
        _memory = memory;
        _tap = tap;
        Instances = new InstanceMemory(memory);
    }

    /// <summary>The memory itself.</summary>
    public IRamBlock Memory => _memory;

    /// <summary>The same memory as the engines see it.</summary>
    public InstanceMemory Instances { get; }

    public string Name => "PRAMIN";

    public uint Base => 0x70_0000;

    public uint SizeBytes => Size;

    public bool IsShared => true;

    public NvAccess Read(uint offset, int width, out uint value)
    {
        using RamLease lease = _memory.Lease(offset, width, RamAccess.Read);
        value = width switch
        {
            1 => lease.Span[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(lease.Span),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(lease.Span),
        };
        return NvAccess.Done;
    }

    public NvAccess Write(uint offset, int width, uint value)
    {
        _tap.Recorder?.InstanceWrite(offset, width, value);
        using RamLease lease = _memory.Lease(offset, width, RamAccess.Write);
        for (int i = 0; i < width; i++)
        {
            lease.Span[i] = (byte)(value >> (8 * i));
        }

        return NvAccess.Done;
    }

    public void Reset()
    {
        // What instance memory holds after a reset: unverified; it keeps its content, as memory does.
    }

    public void DescribeState(IStateVisitor state)
    {
        // The content is a RAM block, which the machine saves.
    }
}
