using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>What emitted code sees of linear guest memory in one address space at one privilege: pages of RAM blocks at linear addresses. All else faults.</summary>
/// <remarks>One thread at a time changes it. Pages are of 4 KiB and are numbered by linear address >> 12.</remarks>
internal abstract unsafe class LinearMemory : IDisposable
{
    /// <summary>How many pages there are.</summary>
    public const uint TotalPages = 1 << 20;

    /// <summary>Where linear address 0 is, if all others follow it; else null.</summary>
    public virtual byte* Base => null;

    /// <summary>Pages that are mapped.</summary>
    public abstract int PageCount { get; }

    public abstract bool IsMapped(uint page);

    public abstract bool IsWritable(uint page);

    /// <summary>Whether an access that is allowed in a page and in the next one may lie in both.</summary>
    public virtual bool Joins(uint page, bool isWrite) => true;

    /// <summary>Whether a page is mapped from a place in a block.</summary>
    public abstract bool Shows(uint page, IRamBlock block, ulong offset);

    /// <summary>Maps pages that follow each other in a block and replaces what was there.</summary>
    public abstract MapResult Map(uint page, uint count, IRamBlock block, ulong offset, bool isWritable);

    /// <summary>Makes a mapped page read-only or writable; one that is not mapped stays so.</summary>
    public abstract MapResult Protect(uint page, bool isWritable);

    /// <summary>Makes pages fault again.</summary>
    public abstract MapResult Unmap(uint page, uint count);

    /// <summary>Unmaps everything.</summary>
    /// <exception cref="GuestWindowException">The kernel refused what takes nothing from it.</exception>
    public abstract void Clear();

    /// <summary>Makes it what emitted code of the calling thread reaches.</summary>
    public abstract void Activate();

    /// <summary>The linear address that a fault is about, and whether a write was tried; false: it is about something else.</summary>
    public abstract bool TryFault(in FaultRecord fault, out uint linear, out bool isWrite);

    /// <summary>Whether an access to a page is possible.</summary>
    public bool Allows(uint page, bool isWrite) => isWrite ? IsWritable(page) : IsMapped(page);

    public abstract void Dispose();
}
