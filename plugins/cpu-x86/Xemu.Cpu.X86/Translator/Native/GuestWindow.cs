using System.Diagnostics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>4 GiB of linear guest address space in the host's, with a guard of 64 KiB before and behind. What is not mapped faults.</summary>
/// <remarks>Once the kernel has taken a mapping away, no access gets through, on any thread.</remarks>
internal sealed unsafe class GuestWindow : LinearMemory
{
    private const ulong PageBytes = 4096;
    private const ulong WindowBytes = 1ul << 32;
    private const ulong GuardBytes = 64 * 1024;
    private const ulong ReservedBytes = WindowBytes + (2 * GuardBytes);
    private const int ReserveFlags = Libc.MapPrivate | Libc.MapAnonymous | Libc.MapNoReserve;

    private readonly WindowPages _pages;
    private readonly MappingBudget _budget;
    private byte* _base;
    private int _taken;

    /// <param name="budget">Where its mappings come from; when nothing is left it empties itself.</param>
    /// <exception cref="GuestWindowException">The kernel refused the address space.</exception>
    /// <exception cref="PlatformNotSupportedException">Not Linux x86-64.</exception>
    public GuestWindow(MappingBudget budget)
    {
        NativeHost.Demand();
        _budget = budget;
        _base = Reserve();
        _pages = new WindowPages();
        Account(MappingCount);
    }

    /// <summary>Linear address 0; a multiple of 4 GiB, so that the low half of a host address in the window is the linear address.</summary>
    public override byte* Base => _base;

    public override int PageCount => _pages.MappedCount;

    /// <summary>Mappings the kernel keeps for this window, guard included.</summary>
    public int MappingCount => _pages.BorderCount + 1;

    /// <summary>Whether this host gives windows, and why not; tries it.</summary>
    public static bool IsSupported(out string? reason)
    {
        if (!GsBase.IsSupported(out reason))
        {
            return false;
        }

        try
        {
            new GuestWindow(MappingBudget.Process).Dispose();
            return true;
        }
        catch (GuestWindowException e)
        {
            reason = e.Message;
            return false;
        }
    }

    public override bool IsMapped(uint page) => _pages.IsMapped(page);

    public override bool IsWritable(uint page) => _pages.IsWritable(page);

    public override bool Shows(uint page, IRamBlock block, ulong offset) => _pages.IsMapped(page, block.Descriptor, offset);

    public override MapResult Map(uint page, uint count, IRamBlock block, ulong offset, bool isWritable) => MapRange(page, count, block.Descriptor, offset, isWritable);

    /// <summary>Maps one page of a RAM block's file and replaces what was there.</summary>
    public MapResult Map(uint page, int descriptor, ulong offset, bool isWritable) =>
        MapRange(page, 1, descriptor, offset, isWritable);

    /// <summary>Maps pages that follow each other in the file, as one mapping.</summary>
    public MapResult MapRange(uint page, uint count, int descriptor, ulong offset, bool isWritable)
    {
        Debug.Assert(page + (ulong)count <= TotalPages, "Pages end at 4 GiB.");
        if (count == 0)
        {
            return MapResult.Done;
        }

        MapResult result = MapResult.Done;
        if (IsFull)
        {
            Clear();
            result = MapResult.Cleared;
        }

        if (!TryMap(page, count, descriptor, offset, isWritable))
        {
            Clear();
            result = MapResult.Cleared;
            if (!TryMap(page, count, descriptor, offset, isWritable))
            {
                return MapResult.Failed;
            }
        }

        _pages.Map(page, count, descriptor, offset, isWritable);
        Account(MappingCount);
        return result;
    }

    public override MapResult Protect(uint page, bool isWritable)
    {
        if (!_pages.IsMapped(page) || _pages.IsWritable(page) == isWritable)
        {
            return MapResult.Done;
        }

        if (IsFull || Libc.mprotect(AddressOf(page), PageBytes, Protection(isWritable)) != 0)
        {
            Clear();
            return MapResult.Cleared;
        }

        _pages.Protect(page, 1, isWritable);
        Account(MappingCount);
        return MapResult.Done;
    }

    /// <inheritdoc/>
    /// <remarks>Costs no system call when none of them is mapped, else one.</remarks>
    public override MapResult Unmap(uint page, uint count)
    {
        Debug.Assert(page + (ulong)count <= TotalPages, "Pages end at 4 GiB.");
        if (!_pages.TryFind(page, count, out uint first, out uint last))
        {
            return MapResult.Done;
        }

        uint pages = last - first + 1;
        if (IsFull || !TryEmpty(AddressOf(first), pages * PageBytes))
        {
            Clear();
            return MapResult.Cleared;
        }

        _pages.Unmap(first, pages);
        Account(MappingCount);
        return MapResult.Done;
    }

    /// <inheritdoc/>
    /// <remarks>In one call.</remarks>
    public override void Clear()
    {
        if (!_pages.TryFind(0, TotalPages, out uint first, out uint last))
        {
            return;
        }

        // All of the reservation, guards too: that splits no mapping, so it cannot fail for want of them.
        if (!TryEmpty(Base - GuardBytes, ReservedBytes))
        {
            throw new GuestWindowException($"The window of guest addresses could not be emptied: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        _pages.Unmap(first, last - first + 1);
        Account(MappingCount);
    }

    /// <summary>Points GS of the calling thread at the window.</summary>
    public override void Activate() => GsBase.Set(Base);

    public override bool TryFault(in FaultRecord fault, out uint linear, out bool isWrite)
    {
        const ulong WriteError = 2;
        ulong offset = fault.Address - (ulong)Base;
        linear = (uint)offset;
        isWrite = (fault.Error & WriteError) != 0;
        return offset <= uint.MaxValue;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        if (Base == null)
        {
            return;
        }

        _ = Libc.munmap(Base - GuardBytes, ReservedBytes);
        _base = null;
        _pages.Dispose();
        Account(0);
    }

    // A change adds two borders at most.
    private bool IsFull => _budget.Left < 2;

    private static int Protection(bool isWritable) => Libc.ProtRead | (isWritable ? Libc.ProtWrite : 0);

    private static bool TryEmpty(byte* address, ulong bytes) =>
        Libc.mmap(address, bytes, Libc.ProtNone, ReserveFlags | Libc.MapFixed, -1, 0) == address;

    private static byte* Reserve()
    {
        // Twice the window holds one that is aligned, with its guards; what is left over goes back.
        ulong bytes = (2 * WindowBytes) + (2 * GuardBytes);
        byte* got = Libc.mmap(null, bytes, Libc.ProtNone, ReserveFlags, -1, 0);
        if (got == Libc.MapFailed)
        {
            throw new GuestWindowException(
                $"No {bytes >> 30} GiB of address space for guest memory: {Marshal.GetLastPInvokeErrorMessage()}; raise the limit (ulimit -v).");
        }

        byte* start = (byte*)(((ulong)got + GuardBytes + WindowBytes - 1) & ~(WindowBytes - 1));
        byte* low = start - GuardBytes;
        byte* high = start + WindowBytes + GuardBytes;
        _ = low == got ? 0 : Libc.munmap(got, (ulong)(low - got));
        _ = high == got + bytes ? 0 : Libc.munmap(high, (ulong)(got + bytes - high));
        return start;
    }

    private void Account(int mappings)
    {
        if (mappings != _taken)
        {
            _budget.Take(mappings - _taken);
            _taken = mappings;
        }
    }

    // SAFETY: a page number below 2^20 lies in the window.
    private byte* AddressOf(uint page) => Base + (page * PageBytes);

    private bool TryMap(uint page, uint count, int descriptor, ulong offset, bool isWritable)
    {
        byte* address = AddressOf(page);
        return Libc.mmap(address, count * PageBytes, Protection(isWritable), Libc.MapShared | Libc.MapFixed, descriptor, (long)offset) == address;
    }
}
