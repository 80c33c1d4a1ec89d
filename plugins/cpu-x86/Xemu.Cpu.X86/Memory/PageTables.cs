using System.Runtime.CompilerServices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>The pages of RAM that walks have read, and what writes to them undo.</summary>
/// <remarks>
/// An entry without its accessed bit has nothing made of it, so writing it undoes nothing; setting more of the accessed and dirty bits undoes nothing either.
/// Not modelled: a thread other than the processor's that still holds a write lease while a walk reads the page.
/// </remarks>
[Derived("caches of page tables in RAM")]
internal sealed unsafe class PageTables
{
    /// <summary>After so many writes without a walk the page is taken for data, or for a table that is being filled.</summary>
    private const int MostWrites = 32;

    private const ulong Accessed = 0x20;
    private const ulong Dirty = 0x40;
    private const ulong Present = 1;

    private readonly CpuHost _host;
    private readonly Dictionary<nint, TablePage> _pages = [];

    public PageTables(CpuState* state, CpuHost host)
    {
        _host = host;
        Drops = new PageDrops(state, PageState.Tables, Drop);
    }

    /// <summary>Writes that are not the processor's own.</summary>
    public PageDrops Drops { get; }

    /// <summary>Pages that are watched.</summary>
    public int Count => _pages.Count;

    /// <summary>Watches the page that a walk has read, or gives null: nothing may be kept of what does not lie in RAM.</summary>
    public TablePage? Track(ulong physicalAddress)
    {
        PhysicalPage* physical = _host.Physical.Get((uint)(physicalAddress >> 12));
        if (!physical->IsRam)
        {
            return null;
        }

        if (!_pages.TryGetValue((nint)physical->Host, out TablePage? page))
        {
            page = new TablePage(physical->Host);
            _pages.Add((nint)physical->Host, page);
            _host.Physical.Access(physical).Watch(physical->Offset / IRamBlock.PageSize, PageState.Tables);
        }

        return page;
    }

    /// <summary>A write of the processor to a watched page: stores, then undoes what was made of the entries that have changed.</summary>
    /// <param name="physical">The page.</param>
    /// <param name="offset">Where in it.</param>
    /// <param name="source">The bytes.</param>
    /// <param name="bytes">How many; they lie within the page.</param>
    public void Write(PhysicalPage* physical, uint offset, byte* source, uint bytes)
    {
        if (!_pages.TryGetValue((nint)physical->Host, out TablePage? page) || ++page.Writes > MostWrites)
        {
            // Ends the watch, by way of Drop if anything is left of it.
            _host.Physical.Access(physical).PrepareWrite(physical->Offset, IRamBlock.PageSize, PageState.Code);
            Unsafe.CopyBlockUnaligned(physical->Host + offset, source, bytes);
            return;
        }

        uint entryBytes = (uint)_host.Spaces.EntryBytes;
        uint first = offset / entryBytes;
        uint count = ((offset + bytes - 1) / entryBytes) - first + 1;
        byte* old = stackalloc byte[(int)(count * entryBytes)];
        byte* entries = page.Host + (first * entryBytes);
        Unsafe.CopyBlockUnaligned(old, entries, count * entryBytes);
        Unsafe.CopyBlockUnaligned(page.Host + offset, source, bytes);
        for (uint i = 0; i < count; i++)
        {
            ulong before = MemSlow.Load(old + (i * entryBytes), entryBytes);
            ulong after = MemSlow.Load(entries + (i * entryBytes), entryBytes);
            if ((before & (Present | Accessed)) == (Present | Accessed) && after != before && after != (before | Dirty))
            {
                _host.Spaces.DropEntry(page, (int)(first + i));
            }
        }
    }

    /// <summary>Nothing is made of any page any more. They stay watched until they are written.</summary>
    public void Clear() => _pages.Clear();

    private void Drop(nint hostPage)
    {
        if (_pages.Remove(hostPage, out TablePage? page))
        {
            _host.Spaces.DropTable(page);
        }
    }
}
