using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The kernel's pool: blocks of 16 bytes and up, whole pages from 2 KiB on.</summary>
/// <remarks>
/// A small block has 8 bytes before it, as on the console: its size and its tag. Free blocks of a size are a list through their own first words; only the heads
/// are held here. What a program does to blocks it does not own hurts the program: a broken list ends at the first address that is not there.
/// </remarks>
internal sealed class Pool(GuestMemory memory, SystemMemory system) : IStateful
{
    private const uint Granularity = 16;
    private const uint HeaderBytes = 8;
    private const uint LargestSmall = 2048;
    private const uint PageEntryBits = PageTables.Present | PageTables.Writable;

    private readonly uint[] _heads = new uint[(LargestSmall / Granularity) + 1];

    /// <summary>Forgets all blocks.</summary>
    public void Reset() => Array.Clear(_heads);

    /// <summary>Takes a block.</summary>
    /// <param name="bytes">Size in bytes; 0 is taken as 1.</param>
    /// <param name="tag">Who asks.</param>
    /// <returns>Its address, aligned to 8 bytes, or 0 when there is no memory.</returns>
    public uint Allocate(uint bytes, uint tag)
    {
        if (bytes > LargestSmall - HeaderBytes)
        {
            return bytes > 0x0800_0000 ? 0 : system.Allocate(bytes, PageEntryBits, PageUse.Pool);
        }

        uint size = (Math.Max(bytes, 1) + HeaderBytes + Granularity - 1) / Granularity * Granularity;
        uint index = size / Granularity;
        if (_heads[index] == 0 && !TryCarve(index))
        {
            return 0;
        }

        uint block = _heads[index];
        _heads[index] = Next(block);
        memory.Write32(block, size);
        memory.Write32(block + 4, tag);
        return block + HeaderBytes;
    }

    /// <summary>Takes a block of zeros.</summary>
    public uint AllocateZeroed(uint bytes, uint tag)
    {
        uint block = Allocate(bytes, tag);
        if (block != 0)
        {
            memory.Fill(block, bytes, 0);
        }

        return block;
    }

    /// <summary>Gives a block back.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Free(uint address)
    {
        if (address % KernelLayout.PageBytes == 0)
        {
            return system.Free(address) != 0;
        }

        uint block = address - HeaderBytes;
        uint size = memory.Read32(block);
        if (!IsSmallSize(size))
        {
            return false;
        }

        uint index = size / Granularity;
        memory.Write32(block, _heads[index]);
        _heads[index] = block;
        return true;
    }

    /// <summary>Size of a block in bytes, or 0 when it is none.</summary>
    public uint SizeOf(uint address)
    {
        if (address % KernelLayout.PageBytes == 0)
        {
            return system.LengthAt(address);
        }

        uint size = memory.Read32(address - HeaderBytes);
        return IsSmallSize(size) ? size - HeaderBytes : 0;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state) => state.Words("heads", _heads);

    private static bool IsSmallSize(uint size) => size is >= Granularity and <= LargestSmall && size % Granularity == 0;

    private uint Next(uint block)
    {
        uint next = memory.Read32(block);
        return next != 0 && memory.TryTranslate(next, isWrite: true) is not null && memory.TryTranslate(next + 4, isWrite: true) is not null ? next : 0;
    }

    /// <summary>Cuts a page into blocks. What callers get lies 8 bytes behind a multiple of 16, so never at the start of a page.</summary>
    private bool TryCarve(uint index)
    {
        uint size = index * Granularity;
        uint page = system.Allocate(KernelLayout.PageBytes, PageEntryBits, PageUse.Pool);
        if (page == 0)
        {
            return false;
        }

        for (uint used = size; used <= KernelLayout.PageBytes; used += size)
        {
            uint place = page + KernelLayout.PageBytes - used;
            memory.Write32(place, _heads[index]);
            _heads[index] = place;
        }

        return true;
    }
}
