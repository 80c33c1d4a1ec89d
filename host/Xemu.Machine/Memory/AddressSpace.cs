using System.Buffers.Binary;
using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>An address space: mappings by priority, flattened whenever one changes.</summary>
public sealed class AddressSpace : IAddressSpace
{
    private readonly List<Mapping> _mappings = [];
    private FlatRange[] _view;
    private ulong[] _starts;
    private int _last;
    private int _order;

    /// <summary>Makes an empty space.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="sizeBytes">Size; addresses wrap at it. A power of two.</param>
    public AddressSpace(string name, ulong sizeBytes)
    {
        if (!ulong.IsPow2(sizeBytes))
        {
            throw new ArgumentOutOfRangeException(nameof(sizeBytes), sizeBytes, "An address space's size is a power of two.");
        }

        Name = name;
        SizeBytes = sizeBytes;
        _view = [new FlatRange(FlatRangeKind.Unmapped, 0, sizeBytes, string.Empty, null, null, 0)];
        _starts = [0];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public ulong SizeBytes { get; }

    /// <inheritdoc/>
    public ulong Generation { get; private set; } = 1;

    /// <inheritdoc/>
    public IReadOnlyList<FlatRange> FlatView => _view;

    /// <summary>Reads of nothing, since the space was made.</summary>
    public long UnmappedReads { get; private set; }

    /// <summary>Writes to nothing, since the space was made.</summary>
    public long UnmappedWrites { get; private set; }

    /// <inheritdoc/>
    public IMapping MapRam(string name, ulong address, IRamBlock block, ulong blockOffset, ulong sizeBytes, int priority = 0, bool readOnly = false)
    {
        ArgumentNullException.ThrowIfNull(block);
        if ((address | blockOffset | sizeBytes) % IRamBlock.PageSize != 0 || !block.Contains(blockOffset, sizeBytes))
        {
            throw new MappingException($"Region '{name}' 0x{address:X8}+0x{sizeBytes:X8} must be whole pages within block '{block.Name}' of 0x{block.SizeBytes:X} bytes; correct its address or size.");
        }

        return Add(new Mapping(this, name, address, sizeBytes, priority, _order++, readOnly ? FlatRangeKind.Rom : FlatRangeKind.Ram, block, blockOffset, null));
    }

    /// <inheritdoc/>
    public IMapping MapIo(string name, ulong address, ulong sizeBytes, IIoHandler handler, int priority = 0)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return Add(new Mapping(this, name, address, sizeBytes, priority, _order++, FlatRangeKind.Io, null, 0, handler));
    }

    /// <inheritdoc/>
    public FlatRange Find(ulong address) => FindRef(address & (SizeBytes - 1));

    /// <inheritdoc/>
    public void Read(ulong address, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            address &= SizeBytes - 1;
            ref readonly FlatRange range = ref FindRef(address);
            int count = (int)Math.Min((ulong)destination.Length, range.Address + range.SizeBytes - address);
            if (range.Kind is FlatRangeKind.Ram or FlatRangeKind.Rom)
            {
                using RamLease lease = range.Block!.Lease(range.Offset + (address - range.Address), count, RamAccess.Read);
                lease.Span.CopyTo(destination);
            }
            else
            {
                count = ReadPiece(address, destination[..count]);
            }

            destination = destination[count..];
            address += (ulong)count;
        }
    }

    /// <inheritdoc/>
    public void Write(ulong address, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            address &= SizeBytes - 1;
            ref readonly FlatRange range = ref FindRef(address);
            int count = (int)Math.Min((ulong)source.Length, range.Address + range.SizeBytes - address);
            if (range.Kind == FlatRangeKind.Ram)
            {
                using RamLease lease = range.Block!.Lease(range.Offset + (address - range.Address), count, RamAccess.Write);
                source[..count].CopyTo(lease.Span);
            }
            else
            {
                count = WritePiece(address, source[..count]);
            }

            source = source[count..];
            address += (ulong)count;
        }
    }

    /// <inheritdoc/>
    public ulong ReadValue(ulong address, int width)
    {
        address &= SizeBytes - 1;
        ref readonly FlatRange range = ref FindRef(address);
        ulong offset = address - range.Address;
        if ((ulong)width > range.SizeBytes - offset)
        {
            return ReadBytewise(address, width);
        }

        switch (range.Kind)
        {
            case FlatRangeKind.Io:
                return IoAccess.Read(range.Handler!, range.Offset + offset, width);
            case FlatRangeKind.Unmapped:
                UnmappedReads++;
                return IoAccess.Mask(width);
            default:
                Span<byte> bytes = stackalloc byte[8];
                bytes.Clear();
                using (RamLease lease = range.Block!.Lease(range.Offset + offset, width, RamAccess.Read))
                {
                    lease.Span.CopyTo(bytes);
                }

                return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        }
    }

    /// <inheritdoc/>
    public void WriteValue(ulong address, int width, ulong value)
    {
        address &= SizeBytes - 1;
        ref readonly FlatRange range = ref FindRef(address);
        ulong offset = address - range.Address;
        if ((ulong)width > range.SizeBytes - offset)
        {
            for (int i = 0; i < width; i++)
            {
                WriteValue(address + (ulong)i, 1, value >> (8 * i));
            }

            return;
        }

        switch (range.Kind)
        {
            case FlatRangeKind.Io:
                IoAccess.Write(range.Handler!, range.Offset + offset, width, value & IoAccess.Mask(width));
                return;
            case FlatRangeKind.Unmapped:
                UnmappedWrites++;
                return;
            case FlatRangeKind.Rom:
                return;
            default:
                Span<byte> bytes = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                using (RamLease lease = range.Block!.Lease(range.Offset + offset, width, RamAccess.Write))
                {
                    bytes[..width].CopyTo(lease.Span);
                }

                return;
        }
    }

    internal void Remove(Mapping mapping)
    {
        if (_mappings.Remove(mapping))
        {
            Rebuild();
        }
    }

    internal void Rebuild()
    {
        _view = FlatViewBuilder.Build(SizeBytes, _mappings);
        _starts = Array.ConvertAll(_view, static r => r.Address);
        _last = 0;
        Generation++;
    }

    private Mapping Add(Mapping mapping)
    {
        if (mapping.SizeBytes == 0 || mapping.Address >= SizeBytes || mapping.SizeBytes > SizeBytes - mapping.Address)
        {
            throw new MappingException($"Region '{mapping.Name}' {Show(mapping)} does not fit address space '{Name}' of 0x{SizeBytes:X} bytes; correct its address or size.");
        }

        foreach (Mapping other in _mappings)
        {
            if (other.Enabled && other.Priority == mapping.Priority && other.Overlaps(mapping))
            {
                throw new MappingException($"Region '{mapping.Name}' {Show(mapping)} overlaps '{other.Name}' {Show(other)} in address space '{Name}'; move one of them in the manifest.");
            }
        }

        _mappings.Add(mapping);
        Rebuild();
        return mapping;
    }

    private static string Show(Mapping mapping) => $"0x{mapping.Address:X8}+0x{mapping.SizeBytes:X8}";

    private ref readonly FlatRange FindRef(ulong address)
    {
        ref FlatRange last = ref _view[_last];
        if (address - last.Address < last.SizeBytes)
        {
            return ref last;
        }

        int index = Array.BinarySearch(_starts, address);
        _last = index >= 0 ? index : ~index - 1;
        return ref _view[_last];
    }

    private ulong ReadBytewise(ulong address, int width)
    {
        ulong value = 0;
        for (int i = 0; i < width; i++)
        {
            value |= ReadValue(address + (ulong)i, 1) << (8 * i);
        }

        return value;
    }

    /// <summary>Registers are reached by a bus master in naturally aligned pieces of up to four bytes.</summary>
    private int ReadPiece(ulong address, Span<byte> destination)
    {
        int width = PieceWidth(address, destination.Length);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ReadValue(address, width));
        bytes[..width].CopyTo(destination);
        return width;
    }

    private int WritePiece(ulong address, ReadOnlySpan<byte> source)
    {
        int width = PieceWidth(address, source.Length);
        Span<byte> bytes = stackalloc byte[8];
        bytes.Clear();
        source[..width].CopyTo(bytes);
        WriteValue(address, width, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return width;
    }

    private static int PieceWidth(ulong address, int length) =>
        address % 4 == 0 && length >= 4 ? 4 : address % 2 == 0 && length >= 2 ? 2 : 1;
}
