using Xemu.Abstractions.Memory;

namespace Xemu.Machine;

/// <summary>One region of an address space.</summary>
internal sealed class Mapping(
    AddressSpace space, string name, ulong address, ulong sizeBytes, int priority, int order,
    FlatRangeKind kind, IRamBlock? block, ulong blockOffset, IIoHandler? handler) : IMapping
{
    private bool _enabled = true;

    public string Name { get; } = name;

    public ulong Address { get; private set; } = address;

    public ulong SizeBytes { get; } = sizeBytes;

    public int Priority { get; } = priority;

    /// <summary>Counts mappings of the space: of two that overlap with one priority, the earlier wins.</summary>
    public int Order { get; } = order;

    public bool Enabled
    {
        get => _enabled;
        set => Move(Address, value);
    }

    public void Move(ulong address, bool enabled)
    {
        if (address == Address && enabled == _enabled)
        {
            return;
        }

        Address = address;
        _enabled = enabled;
        space.Rebuild();
    }

    public void Dispose() => space.Remove(this);

    public bool Overlaps(Mapping other) => Address < other.Address + other.SizeBytes && other.Address < Address + SizeBytes;

    /// <summary>The part of the region that starts at an address within it.</summary>
    public FlatRange Slice(ulong start, ulong size) =>
        new(kind, start, size, Name, block, handler, (kind == FlatRangeKind.Io ? 0 : blockOffset) + (start - Address));
}
