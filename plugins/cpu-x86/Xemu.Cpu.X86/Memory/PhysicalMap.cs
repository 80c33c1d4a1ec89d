using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>A cache of the address space by physical page, and physical accesses through it.</summary>
[Derived("a cache of the address space")]
internal sealed unsafe class PhysicalMap : IDisposable
{
    private const int Slots = 4096;
    private readonly IAddressSpace _memory;
    private readonly PhysicalPage* _pages;
    private readonly List<IRamBlock> _blocks = [];

    public PhysicalMap(IAddressSpace memory)
    {
        _memory = memory;
        _pages = (PhysicalPage*)NativeMemory.AllocZeroed(Slots, (nuint)sizeof(PhysicalPage));
    }

    /// <summary>Told of each RAM block when it is first seen.</summary>
    public Action<IRamAccess>? BlockFound { get; set; }

    public void Dispose() => NativeMemory.Free(_pages);

    public void Flush() => NativeMemory.Clear(_pages, Slots * (nuint)sizeof(PhysicalPage));

    public IRamAccess Access(PhysicalPage* page) => (IRamAccess)_blocks[page->Block];

    /// <summary>What stands at a page; valid until the next call.</summary>
    public PhysicalPage* Get(uint pageNumber)
    {
        PhysicalPage* page = _pages + (pageNumber & (Slots - 1));
        if (page->Tag != pageNumber + 1)
        {
            Fill(page, pageNumber);
        }

        return page;
    }

    /// <summary>Reads 1, 2, 4 or 8 bytes that do not cross a page.</summary>
    public ulong Read(ulong address, uint bytes)
    {
        PhysicalPage* page = Get((uint)(address >> 12));
        uint offset = (uint)address & 0xFFF;
        if (!page->IsDirect)
        {
            return _memory.ReadValue(address & (_memory.SizeBytes - 1), (int)bytes);
        }

        PrepareRead(page, page->State);
        return MemSlow.Load(page->Host + offset, bytes);
    }

    public void PrepareRead(PhysicalPage* page, byte* state)
    {
        if ((*state & (byte)PageState.ReadTraps) != 0)
        {
            Access(page).PrepareRead(page->Offset, IRamBlock.PageSize);
        }
    }

    private void Fill(PhysicalPage* page, uint pageNumber)
    {
        ulong address = ((ulong)pageNumber << 12) & (_memory.SizeBytes - 1);
        FlatRange range = _memory.Find(address);
        *page = default;
        page->Tag = pageNumber + 1;
        bool whole = address >= range.Address && address - range.Address + IRamBlock.PageSize <= range.SizeBytes;
        if (!whole || range.Kind is not (FlatRangeKind.Ram or FlatRangeKind.Rom) || range.Block is not IRamAccess access)
        {
            return;
        }

        int block = _blocks.IndexOf(range.Block);
        if (block < 0)
        {
            block = _blocks.Count;
            _blocks.Add(range.Block);
            BlockFound?.Invoke(access);
        }

        ulong offset = range.Offset + (address - range.Address);
        page->Kind = range.Kind == FlatRangeKind.Ram ? (byte)1 : (byte)2;
        page->Block = (ushort)block;
        page->Host = (byte*)access.Base + offset;
        page->State = (byte*)access.PageStates + (offset / IRamBlock.PageSize);
        page->Offset = offset;
    }
}
