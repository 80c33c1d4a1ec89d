using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>A software TLB that holds every page: for reads and for writes a table of what to add to a linear address to have the host's.</summary>
/// <remarks>
/// <para>Emitted code adds the numbers of the pages that hold an operand's first and last byte, and takes the entry of that number. So entry 2n is page n's, and entry
/// 2n + 1 that of operands which begin in page n and end in the next one: it holds the same where the two are neighbours on the host as well, else
/// it leads to a fault, as the entry of a page does that is not mapped (<see cref="PoisonedSpace"/>). An operand that wraps at 4 GiB comes to the entry of
/// those that cross 2 GiB; these are never joined.</para>
/// <para>Another thread may take rights away: entries are written whole, and <see cref="EmittedRuns"/> makes sure of what emitted code holds already.</para>
/// </remarks>
internal sealed unsafe class GuestTable : LinearMemory
{
    /// <summary>Bytes of one table, and what both take; the one for reads comes first.</summary>
    public const ulong TableBytes = 2 * TotalPages * EntryBytes;

    public const ulong Bytes = 2 * TableBytes;

    private const ulong EntryBytes = 8;
    private const int Views = (int)(Bytes / PoisonedSpace.FileBytes);

    /// <summary>Fewer pages than this are emptied one by one.</summary>
    private const int FewPages = 1024;

    private readonly PoisonedSpace _poison;
    private readonly MappingBudget _budget;
    private readonly PageBits _mapped = new();
    private readonly ulong* _read;
    private readonly ulong* _write;
    private bool _isDisposed;

    /// <param name="poison">What fills the tables at first; outlives them.</param>
    /// <param name="place">Address space of <see cref="Bytes"/> for them, owned by the caller.</param>
    /// <param name="budget">Where the mappings of the tables come from; pages take none.</param>
    /// <exception cref="GuestWindowException">The kernel refused a mapping.</exception>
    public GuestTable(PoisonedSpace poison, byte* place, MappingBudget budget)
    {
        _poison = poison;
        _budget = budget;
        _read = (ulong*)place;
        _write = (ulong*)(place + TableBytes);
        for (ulong at = 0; at < TableBytes; at += PoisonedSpace.FileBytes)
        {
            Show(place + at, 0);
            Show(place + TableBytes + at, (long)PoisonedSpace.FileBytes);
        }

        _ = Libc.madvise(place, Bytes, Libc.AdviseNoHugePage);
        _budget.Take(Views);
    }

    public override int PageCount => _mapped.Count;

    public override bool IsMapped(uint page) => _mapped[page];

    public override bool IsWritable(uint page) => _write[2 * page] != _poison.Write;

    public override bool Joins(uint page, bool isWrite) => isWrite ? _write[(2 * page) + 1] != _poison.Write : _read[(2 * page) + 1] != _poison.Read;

    public override bool Shows(uint page, IRamBlock block, ulong offset) => _mapped[page] && _read[2 * page] == Distance(page, block, offset);

    public override MapResult Map(uint page, uint count, IRamBlock block, ulong offset, bool isWritable)
    {
        ulong distance = Distance(page, block, offset);
        for (uint i = 0; i < count; i++)
        {
            _read[2 * (page + i)] = distance;
            _write[2 * (page + i)] = isWritable ? distance : _poison.Write;
        }

        _mapped.Fill(page, count, true);
        Join(page, count);
        return MapResult.Done;
    }

    public override MapResult Protect(uint page, bool isWritable)
    {
        if (_mapped[page])
        {
            Volatile.Write(ref _write[2 * page], isWritable ? _read[2 * page] : _poison.Write);
            Join(page, 1);
        }

        return MapResult.Done;
    }

    public override MapResult Unmap(uint page, uint count)
    {
        uint end = page + count;
        for (uint at = _mapped.First(page, end); at < end; at = _mapped.First(at + 1, end))
        {
            Volatile.Write(ref _read[2 * at], _poison.Read);
            Volatile.Write(ref _write[2 * at], _poison.Write);
            Join(at, 1);
        }

        _mapped.Fill(page, count, false);
        return MapResult.Done;
    }

    public override void Clear()
    {
        if (_mapped.Count < FewPages)
        {
            _ = Unmap(0, TotalPages);
            return;
        }

        // What was written goes; the file shows through again.
        if (Libc.madvise((byte*)_read, Bytes, Libc.AdviseDontNeed) != 0)
        {
            throw new GuestWindowException($"The tables of guest memory could not be emptied: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        _mapped.Fill(0, TotalPages, false);
    }

    /// <summary>Nothing: emitted code finds the tables by those of the jumps.</summary>
    public override void Activate()
    {
    }

    public override bool TryFault(in FaultRecord fault, out uint linear, out bool isWrite)
    {
        isWrite = fault.Address >= _poison.Write;
        ulong offset = fault.Address - (isWrite ? _poison.Write : _poison.Read);
        linear = (uint)offset;
        return offset <= uint.MaxValue;
    }

    public override void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _mapped.Dispose();
            _budget.Take(-Views);
        }
    }

    private static ulong Distance(uint page, IRamBlock block, ulong offset) => (ulong)((IRamAccess)block).Base + offset - ((ulong)page << 12);

    /// <summary>Puts the entries right that depend on pages and a neighbour of theirs.</summary>
    private void Join(uint page, uint count)
    {
        for (uint at = page == 0 ? 0 : page - 1; at < Math.Min(page + count, TotalPages - 1); at++)
        {
            Join(_read, _poison.Read, at);
            Join(_write, _poison.Write, at);
        }
    }

    private static void Join(ulong* table, ulong poison, uint page)
    {
        const uint LastBelow2Gib = (TotalPages / 2) - 1;
        ulong distance = table[2 * page];
        Volatile.Write(ref table[(2 * page) + 1], distance == table[2 * (page + 1)] && page != LastBelow2Gib ? distance : poison);
    }

    private void Show(byte* place, long offset)
    {
        byte* got = Libc.mmap(place, PoisonedSpace.FileBytes, Libc.ProtRead | Libc.ProtWrite, Libc.MapPrivate | Libc.MapFixed | Libc.MapNoReserve, _poison.Descriptor, offset);
        if (got != place)
        {
            throw new GuestWindowException($"No tables of guest memory: {Marshal.GetLastPInvokeErrorMessage()}; raise the limit (ulimit -v, vm.overcommit_memory).");
        }
    }
}
