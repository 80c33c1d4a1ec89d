using System.Diagnostics.CodeAnalysis;
using Xemu.Abstractions.Memory;

namespace Xemu.Kernel.Hle;

/// <summary>Main RAM by physical address, for the many small accesses that serving a call takes.</summary>
/// <remarks>Machine thread. Every address is checked against the size; an access that does not fit is a mistake of ours and throws.</remarks>
internal sealed unsafe class GuestRam
{
    private readonly IRamBlock _ram;
    private readonly IRamAccess _access;
    private readonly byte* _base;
    private readonly byte* _states;

    /// <summary>Takes a machine's RAM.</summary>
    public GuestRam(IRamBlock ram)
    {
        _ram = ram;
        _access = (IRamAccess)ram;
        _base = (byte*)_access.Base;
        _states = (byte*)_access.PageStates;
        SizeBytes = (uint)Math.Min(ram.SizeBytes, 0x1000_0000);
    }

    /// <summary>Size in bytes, at most 256 MiB.</summary>
    public uint SizeBytes { get; }

    /// <summary>Reads 32 bits that lie within a page.</summary>
    public uint Read32(uint address) => *(uint*)ForRead(address, 4);

    /// <summary>Writes 32 bits that lie within a page.</summary>
    public void Write32(uint address, uint value) => *(uint*)ForWrite(address, 4) = value;

    /// <summary>Reads bytes.</summary>
    public void Read(uint address, Span<byte> destination)
    {
        using RamLease lease = _ram.Lease(address, destination.Length, RamAccess.Read);
        lease.Span.CopyTo(destination);
    }

    /// <summary>Writes bytes.</summary>
    public void Write(uint address, ReadOnlySpan<byte> source)
    {
        using RamLease lease = _ram.Lease(address, source.Length, RamAccess.Write);
        source.CopyTo(lease.Span);
    }

    /// <summary>Fills bytes.</summary>
    public void Fill(uint address, uint length, byte value)
    {
        using RamLease lease = _ram.Lease(address, (int)length, RamAccess.Write);
        lease.Span.Fill(value);
    }

    // SAFETY: the range is checked against the block's size, whose mapping lives as long as the machine.
    private byte* ForRead(uint address, uint length)
    {
        if (address > SizeBytes - length)
        {
            ThrowOutside(address);
        }

        if ((_states[address / IRamBlock.PageSize] & (byte)PageState.ReadTraps) != 0)
        {
            _access.PrepareRead(address, length);
        }

        return _base + address;
    }

    // SAFETY: as for reading.
    private byte* ForWrite(uint address, uint length)
    {
        if (address > SizeBytes - length)
        {
            ThrowOutside(address);
        }

        if ((_states[address / IRamBlock.PageSize] & (byte)PageState.WriteTraps) != 0)
        {
            _access.PrepareWrite(address, length);
        }

        return _base + address;
    }

    [DoesNotReturn]
    private void ThrowOutside(uint address) =>
        throw new ArgumentOutOfRangeException(nameof(address), $"0x{address:X8} does not lie within 0x{SizeBytes:X} bytes of RAM.");
}
