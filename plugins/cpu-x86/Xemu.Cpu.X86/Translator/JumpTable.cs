using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>
/// Where emitted code goes on at each EIP: 2^32 entries of 4 bytes, 0 for none, of which only those are in memory that lie near one that was set. A guard stands
/// before them: emitted code faults on purpose by reading there. Before the guard there can be room for what else is reached from the table's address.
/// </summary>
internal sealed unsafe class JumpTable : IDisposable
{
    private const ulong EntryBytes = 4;
    private const ulong PageEntries = 4096;
    private const ulong Bytes = EntryBytes << 32;

    /// <summary>From the end of the room before the table to the table.</summary>
    public const ulong GuardBytes = 4096;

    /// <summary>An instruction has 15 bytes at most: one that begins so far before a page may reach into it.</summary>
    private const ulong Before = 15;

    // Pages that have entries.
    private readonly PageBits _pages = new();
    private readonly ulong _before;

    /// <param name="roomBytes">Address space before the guard for others' use, without access at first; a multiple of 4 KiB.</param>
    /// <exception cref="GuestWindowException">The kernel refused the address space.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux x86-64.</exception>
    public JumpTable(ulong roomBytes = 0)
    {
        NativeHost.Demand();
        _before = roomBytes + GuardBytes;
        byte* got = Libc.mmap(null, _before + Bytes, Libc.ProtNone, Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve, -1, 0);
        if (got == Libc.MapFailed)
        {
            throw new GuestWindowException(
                $"No {Bytes >> 30} GiB of address space for a table of jumps: {Marshal.GetLastPInvokeErrorMessage()}; raise the limit (ulimit -v, vm.overcommit_memory).");
        }

        Base = got + _before;
        if (Libc.mprotect(Base, Bytes, Libc.ProtRead | Libc.ProtWrite) != 0)
        {
            string reason = Marshal.GetLastPInvokeErrorMessage();
            _ = Libc.munmap(got, _before + Bytes);
            throw new GuestWindowException($"A table of jumps could not be made writable: {reason}; raise the limit (ulimit -v, vm.overcommit_memory).");
        }

        // A huge page for each few entries would be memory for nothing; where there are none the call fails, which is as well.
        _ = Libc.madvise(Base, Bytes, Libc.AdviseNoHugePage);
    }

    /// <summary>The entry of EIP 0.</summary>
    public byte* Base { get; private set; }

    /// <summary>The room before the guard.</summary>
    public byte* Room => Base - _before;

    /// <summary>Pages of 4096 linear addresses in which entries were set since they were last dropped.</summary>
    public int PageCount => _pages.Count;

    /// <summary>Bytes of them.</summary>
    public long BytesUsed => PageCount * (long)(PageEntries * EntryBytes);

    /// <summary>Whether this host gives such tables, and why not; tries it.</summary>
    public static bool IsSupported(out string? reason)
    {
        if (!NativeHost.IsSupported(out reason))
        {
            return false;
        }

        try
        {
            new JumpTable().Dispose();
            return true;
        }
        catch (GuestWindowException e)
        {
            reason = e.Message;
            return false;
        }
    }

    // SAFETY: any EIP is an index.
    public uint Get(uint eip) => ((uint*)Base)[eip];

    public void Set(uint eip, uint entry)
    {
        ((uint*)Base)[eip] = entry;
        _pages.Set(eip >> 12, true);
    }

    /// <summary>Drops the entries of a page, and of the 15 addresses before it.</summary>
    /// <param name="linear">An address in the page.</param>
    public void DropPage(uint linear) => DropRange(linear >> 12, 1);

    /// <summary>Drops the entries of pages that follow each other, and of the 15 addresses before them.</summary>
    /// <param name="page">Number of the first: its linear address >> 12.</param>
    /// <param name="count">How many; they end at 4 GiB.</param>
    public void DropRange(uint page, uint count)
    {
        if (_pages.Count == 0)
        {
            return;
        }

        uint before = (page - 1) & (LinearMemory.TotalPages - 1);
        if (_pages[before])
        {
            Zero(((before + 1) * PageEntries) - Before, Before);
        }

        uint end = page + count;
        for (uint at = _pages.First(page, end); at < end; at = _pages.First(at + 1, end))
        {
            Zero(at * PageEntries, PageEntries);
        }

        _pages.Fill(page, count, false);
    }

    /// <summary>Drops every entry and gives the memory back.</summary>
    /// <exception cref="GuestWindowException">The kernel refused what takes nothing from it.</exception>
    public void Clear()
    {
        if (_pages.Count == 0)
        {
            return;
        }

        if (Libc.madvise(Base, Bytes, Libc.AdviseDontNeed) != 0)
        {
            throw new GuestWindowException($"The table of jumps could not be emptied: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        _pages.Fill(0, LinearMemory.TotalPages, false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Base == null)
        {
            return;
        }

        _ = Libc.munmap(Base - _before, _before + Bytes);
        Base = null;
        _pages.Dispose();
    }

    // SAFETY: entries below 2^32 lie in the table.
    private void Zero(ulong entry, ulong count) => NativeMemory.Clear(Base + (entry * EntryBytes), (nuint)(count * EntryBytes));
}
