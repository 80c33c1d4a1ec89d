namespace Xemu.Abstractions.Memory;

/// <summary>A space of addresses (memory, or ports) that maps RAM, ROM and I/O by priority into a flat view.</summary>
/// <remarks>
/// Mapping is for the machine thread. The flat view is rebuilt when a mapping changes, never walked on an access, and has a
/// <see cref="Generation"/>. Reads of nothing give all ones, writes to nothing are dropped; both are counted.
/// </remarks>
public interface IAddressSpace
{
    /// <summary>The name, for messages: <c>memory</c> or <c>ports</c>.</summary>
    string Name { get; }

    /// <summary>The size of the space in bytes; addresses wrap at it.</summary>
    ulong SizeBytes { get; }

    /// <summary>Grows each time the flat view changes; a client that caches <see cref="Find"/> compares it.</summary>
    ulong Generation { get; }

    /// <summary>Maps part of a RAM block.</summary>
    /// <param name="name">Name of the region, for messages and the memory tree.</param>
    /// <param name="address">First address, a multiple of 4 KiB.</param>
    /// <param name="block">The block.</param>
    /// <param name="blockOffset">Where the region starts in the block, a multiple of 4 KiB.</param>
    /// <param name="sizeBytes">Size, a multiple of 4 KiB.</param>
    /// <param name="priority">The higher wins; equal priorities must not overlap.</param>
    /// <param name="readOnly">ROM: writes are dropped.</param>
    /// <exception cref="MappingException">The range overlaps another of the same priority, or does not fit.</exception>
    IMapping MapRam(string name, ulong address, IRamBlock block, ulong blockOffset, ulong sizeBytes, int priority = 0, bool readOnly = false);

    /// <summary>Maps registers.</summary>
    /// <param name="name">Name of the region.</param>
    /// <param name="address">First address, any.</param>
    /// <param name="sizeBytes">Size, any but 0.</param>
    /// <param name="handler">Who answers.</param>
    /// <param name="priority">The higher wins; equal priorities must not overlap.</param>
    /// <exception cref="MappingException">The range overlaps another of the same priority, or does not fit.</exception>
    IMapping MapIo(string name, ulong address, ulong sizeBytes, IIoHandler handler, int priority = 0);

    /// <summary>Finds what the flat view has at an address.</summary>
    /// <param name="address">The address, less than <see cref="SizeBytes"/>.</param>
    /// <returns>The range around it; a range of <see cref="FlatRangeKind.Unmapped"/> where there is nothing.</returns>
    FlatRange Find(ulong address);

    /// <summary>The whole flat view, in order, without holes between mapped neighbours listed.</summary>
    IReadOnlyList<FlatRange> FlatView { get; }

    /// <summary>Reads bytes through the view, as a bus master does; RAM pages are made resident, registers are read in their own widths.</summary>
    /// <param name="address">First address.</param>
    /// <param name="destination">Receives the bytes.</param>
    void Read(ulong address, Span<byte> destination);

    /// <summary>Writes bytes through the view, as a bus master does; RAM becomes dirty for every tracker.</summary>
    /// <param name="address">First address.</param>
    /// <param name="source">The bytes.</param>
    void Write(ulong address, ReadOnlySpan<byte> source);

    /// <summary>Reads one value through the view, split and aligned as the region's widths ask.</summary>
    /// <param name="address">The address, any alignment.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    ulong ReadValue(ulong address, int width);

    /// <summary>Writes one value through the view, split and aligned as the region's widths ask.</summary>
    /// <param name="address">The address, any alignment.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    /// <param name="value">The value; higher bits are ignored.</param>
    void WriteValue(ulong address, int width, ulong value);
}
