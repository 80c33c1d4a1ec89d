namespace Xemu.Kernel.Hle;

/// <summary>The memory of a transfer: one range, or pages of their own.</summary>
internal readonly struct GuestBuffer
{
    private readonly GuestMemory _memory;
    private readonly uint _address;
    private readonly uint[]? _pages;

    /// <summary>One range.</summary>
    public GuestBuffer(GuestMemory memory, uint address)
    {
        _memory = memory;
        _address = address;
    }

    /// <summary>Pages, from an array of FILE_SEGMENT_ELEMENT.</summary>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="segments">Address of the array, an address each.</param>
    /// <param name="length">Length of the transfer.</param>
    public GuestBuffer(GuestMemory memory, uint segments, uint length)
    {
        uint count = (uint)(((ulong)length + KernelLayout.PageBytes - 1) / KernelLayout.PageBytes);
        memory.Probe(segments, count * 4, isWrite: false);
        _memory = memory;
        _pages = new uint[count];
        for (uint i = 0; i < count; i++)
        {
            _pages[i] = memory.Read32(segments + (4 * i));
        }
    }

    /// <summary>Throws unless the transfer can be done.</summary>
    public void Probe(uint length, bool isWrite)
    {
        for (uint done = 0; done < length;)
        {
            uint part = PartAt(done, length - done, out uint address);
            _memory.Probe(address, part, isWrite);
            done += part;
        }
    }

    /// <summary>Copies into the memory.</summary>
    public void Write(uint offset, ReadOnlySpan<byte> source)
    {
        while (!source.IsEmpty)
        {
            int part = (int)PartAt(offset, (uint)source.Length, out uint address);
            _memory.Write(address, source[..part]);
            source = source[part..];
            offset += (uint)part;
        }
    }

    /// <summary>Copies from the memory.</summary>
    public void Read(uint offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int part = (int)PartAt(offset, (uint)destination.Length, out uint address);
            _memory.Read(address, destination[..part]);
            destination = destination[part..];
            offset += (uint)part;
        }
    }

    private uint PartAt(uint offset, uint length, out uint address)
    {
        if (_pages is null)
        {
            address = _address + offset;
            return length;
        }

        uint within = offset % KernelLayout.PageBytes;
        address = _pages[offset / KernelLayout.PageBytes] + within;
        return Math.Min(length, KernelLayout.PageBytes - within);
    }
}
