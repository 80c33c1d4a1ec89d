using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A RAM block as the engine moves it: base pointer, pages, and what of it the host has given memory to.</summary>
internal sealed unsafe class RamRegion
{
    private readonly IRamAccess _access;

    public RamRegion(IRamBlock block, int index)
    {
        Block = block;
        Index = index;
        _access = block as IRamAccess
            ?? throw new MigrationException($"RAM block '{block.Name}' gives no direct access; this engine cannot move its pages.");
        PageCount = block.SizeBytes / IRamBlock.PageSize;
    }

    public IRamBlock Block { get; }

    /// <summary>The block's place in the machine's list.</summary>
    public int Index { get; }

    public ulong PageCount { get; }

    /// <summary>Number of 64-bit words of a bitmap with a bit a page.</summary>
    public int BitmapWords => checked((int)((PageCount + 63) / 64));

    public string Name => Block.Name;

    /// <summary>The block as files know it.</summary>
    public RamBlockShape Shape => new(Block.Name, Block.SizeBytes);

    public nint AddressOf(ulong page) => _access.Base + (nint)(page * IRamBlock.PageSize);

    // SAFETY: callers name pages below PageCount; the mapping lives as long as the machine, which outlives the engine.
    public Span<byte> Pages(ulong firstPage, int count) => new((void*)AddressOf(firstPage), count * IRamBlock.PageSize);

    /// <summary>Lets everyone who holds a newer copy of RAM write it back, and brings in what is absent. Machine thread.</summary>
    public void PrepareRead() => _access.PrepareRead(0, Block.SizeBytes);

    /// <summary>Tells everyone that all of RAM is about to change. Machine thread.</summary>
    public void PrepareWrite() => _access.PrepareWrite(0, Block.SizeBytes);

    /// <summary>Makes pages zero. Memory of long runs goes back to the host, and pages that never had any are not touched.</summary>
    public void Zero(ulong firstPage, int count, int punchFrom)
    {
        bool isTouched = count < punchFrom && Libc.IsAllResident(AddressOf(firstPage), count);
        if (isTouched || !Libc.TryPunch(Block.Descriptor, firstPage * IRamBlock.PageSize, (ulong)count * IRamBlock.PageSize))
        {
            Pages(firstPage, count).Clear();
        }
    }

    /// <summary>Makes many pages zero.</summary>
    public void Zero(ulong firstPage, ulong count)
    {
        if (!Libc.TryPunch(Block.Descriptor, firstPage * IRamBlock.PageSize, count * IRamBlock.PageSize))
        {
            for (ulong page = firstPage; page < firstPage + count; page++)
            {
                Pages(page, 1).Clear();
            }
        }
    }

    /// <summary>A bitmap in which every page's bit is set, and none beyond the end.</summary>
    public ulong[] FullBitmap()
    {
        ulong[] bits = new ulong[BitmapWords];
        Array.Fill(bits, ulong.MaxValue);
        if (PageCount % 64 != 0)
        {
            bits[^1] = (1UL << (int)(PageCount % 64)) - 1;
        }

        return bits;
    }

}
