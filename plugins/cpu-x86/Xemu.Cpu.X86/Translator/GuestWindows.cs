using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>The linear memories that emitted code works with: one for supervisors, and one for the programs of each <see cref="LinearSpace"/>.</summary>
/// <remarks>
/// A memory holds a page only as long as a walk would find it and nothing stands between an access and the page (<see cref="PageState"/>). Pages come in
/// when an instruction has faulted and its interpretation has filled the translation table, with those behind them that an access would reach without setting
/// a bit in the page tables.
/// </remarks>
[Derived("filled again from translations")]
internal sealed unsafe class GuestWindows : IRamMappingHolder, IDisposable
{
    /// <summary>2 MiB: a large page, or half of one without PAE.</summary>
    private const int LargePages = 512;

    /// <summary>Pages that come in at once where they have entries of their own.</summary>
    private const int SmallPages = 16;

    /// <summary>A large page can take up so many mappings.</summary>
    private const int Reserve = 2 * LargePages;

    private readonly CpuHost _host;
    private readonly MemoryForm _form;
    private readonly MappingBudget _budget;
    private readonly Dictionary<IRamAccess, MemoryPlaces> _places = [];
    private readonly Lock _gate = new();
    private readonly List<LinearView> _views = [];
    private readonly LinearView _supervisor;
    private LinearView? _active;
    private int _thread;

    /// <param name="host">The processor.</param>
    /// <param name="form">How emitted code reaches memory; owned from now on.</param>
    /// <param name="budget">What the form takes its mappings from.</param>
    public GuestWindows(CpuHost host, MemoryForm form, MappingBudget budget)
    {
        _host = host;
        _form = form;
        _budget = budget;
        _supervisor = Make();
    }

    /// <summary>Pages mapped just now.</summary>
    public int PageCount
    {
        get
        {
            lock (_gate)
            {
                return _views.Sum(static view => view.Memory.PageCount);
            }
        }
    }

    /// <summary>Bytes of all tables of jumps.</summary>
    public long JumpBytesUsed
    {
        get
        {
            lock (_gate)
            {
                return _views.Sum(static view => view.Jumps.BytesUsed);
            }
        }
    }

    /// <summary>The jumps of the running program, after <see cref="Activate"/>.</summary>
    public JumpTable Jumps => _active!.Jumps;

    /// <summary>Host address of linear address 0 in the active memory, if it has one.</summary>
    public byte* Base => _active!.Memory.Base;

    /// <summary>When emitted code runs.</summary>
    public EmittedRuns Runs { get; } = new();

    /// <summary>Makes the memory of the running program the calling thread's.</summary>
    /// <exception cref="GuestWindowException">The host has no address space left for another program.</exception>
    public void Activate(CpuState* s)
    {
        LinearView view = ViewOf(s);
        int thread = Environment.CurrentManagedThreadId;
        if (view != _active || _thread != thread)
        {
            view.Memory.Activate();
            _active = view;

            // A fence: who was the processor's thread before sees that it is no more, or emitted code sees what that has taken away.
            _ = Interlocked.Exchange(ref _thread, thread);
        }
    }

    /// <summary>The next activation sets the thread's memory in any case.</summary>
    public void Leave() => _active = null;

    /// <summary>What a fault of emitted code is about; false: nothing in guest memory.</summary>
    public bool TryFault(in FaultRecord fault, out uint linear, out bool isWrite) => _active!.Memory.TryFault(fault, out linear, out isWrite);

    /// <summary>Maps what the running program's translation of a linear address allows, and what lies behind it.</summary>
    /// <param name="s">The state.</param>
    /// <param name="linear">The address.</param>
    /// <param name="isWrite">What the access was that needs it.</param>
    /// <returns>Whether that access is possible now. No: nothing could be mapped, or not for long enough to be worth it.</returns>
    public bool Learn(CpuState* s, uint linear, bool isWrite)
    {
        LinearMemory memory = ViewOf(s).Memory;
        uint page = linear >> 12;
        bool isKnown = memory.Allows(page, isWrite);
        if (!LearnPage(s, linear, isWrite))
        {
            return false;
        }

        // Known before: the access goes on in the next page.
        return !isKnown || memory.Joins(page, isWrite) || (LearnPage(s, (page + 1) << 12, isWrite) && memory.Joins(page, isWrite));
    }

    /// <inheritdoc/>
    public void TrapsRaised(IRamAccess block, ulong firstPage, ulong count, PageState bit)
    {
        bool stopsReads = (bit & PageState.ReadTraps) != 0;
        lock (_gate)
        {
            if (!_places.TryGetValue(block, out MemoryPlaces? places))
            {
                return;
            }

            for (ulong page = firstPage; page < firstPage + count; page++)
            {
                places.Restrict((uint)page, stopsReads);
            }
        }

        if (_thread != Environment.CurrentManagedThreadId)
        {
            _form.Settle(Runs);
        }
    }

    private bool LearnPage(CpuState* s, uint linear, bool isWrite)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint tag = linear & 0xFFFF_F000;
        if (entry->ReadTag != tag)
        {
            return false;
        }

        LinearView view = ViewOf(s);
        if (view == _supervisor && _host.Spaces.IsFleeting(linear))
        {
            return false;
        }

        LinearMemory memory = view.Memory;
        uint page = linear >> 12;
        MakeRoom(memory);
        Span<Translation> pages = stackalloc Translation[LargePages];
        pages[0] = new Translation(entry->PhysicalPage, entry->WriteTag == tag);
        uint first = page;
        int count = 1;
        if (s->DataBreaks == 0 && !memory.IsMapped(page))
        {
            bool isLarge = (entry->Info & TlbInfo.Large) != 0;
            first = isLarge ? page & ~(uint)(LargePages - 1) : page;
            count = isLarge ? FindLarge(entry, page - first, pages) : FindSmall(s, page, pages);
        }

        lock (_gate)
        {
            Map(memory, first, pages[..count]);
            if (!memory.IsMapped(page))
            {
                // The budget was spent in between, and the memory empty again.
                Map(memory, page, pages.Slice((int)(page - first), 1));
            }

            return memory.Allows(page, isWrite);
        }
    }

    /// <summary>The jumps of a program, whether its memory is the active one or not.</summary>
    public JumpTable JumpsOf(CpuState* s) => ViewOf(s).Jumps;

    /// <summary>Every translation of code is gone.</summary>
    public void ClearJumps() => _views.ForEach(static view => view.Jumps.Clear());

    /// <summary>Translations of the running space are gone for supervisors.</summary>
    public void DropSupervisor(uint page, uint count) => _supervisor.Drop(page, count);

    /// <summary>All of them are gone.</summary>
    public void ClearSupervisor() => _supervisor.Clear();

    /// <summary>The rights of supervisors to data have changed; code stays where it is.</summary>
    public void ClearSupervisorData() => _supervisor.ClearMemory();

    public void Dispose()
    {
        lock (_gate)
        {
            // Blocks live longer and go on telling.
            _places.Clear();
            _views.ForEach(static view => view.Dispose());
            _views.Clear();
        }

        _form.Dispose();
    }

    private static int FindLarge(TlbEntry* entry, uint index, Span<Translation> pages)
    {
        bool isWritable = (entry->Info & TlbInfo.Writable) != 0;
        for (int i = 0; i < LargePages; i++)
        {
            pages[i] = new Translation(entry->PhysicalPage - index + (uint)i, isWritable);
        }

        return LargePages;
    }

    /// <summary>The pages behind one that have entries in the same table, after the first. What an access to them would change stays out.</summary>
    private static int FindSmall(CpuState* s, uint page, Span<Translation> pages)
    {
        bool isUser = s->Tlb == s->TlbUser;
        int count = (int)Math.Min(SmallPages, LargePages - (page & (LargePages - 1)));
        for (int i = 1; i < count; i++)
        {
            pages[i] = Paging.TryPeek(s, (page + (uint)i) << 12, isUser, out uint physicalPage, out bool isWritable)
                ? new Translation(physicalPage, isWritable)
                : Translation.None;
        }

        return count;
    }

    private LinearView ViewOf(CpuState* s) => s->Tlb == s->TlbUser ? _host.Spaces.Current.User ??= Make() : _supervisor;

    private LinearView Make()
    {
        var view = new LinearView(_gate, _form);
        lock (_gate)
        {
            _views.Add(view);
        }

        return view;
    }

    /// <summary>The memories of other spaces give way first.</summary>
    private void MakeRoom(LinearMemory memory)
    {
        if (_budget.Left >= Reserve)
        {
            return;
        }

        foreach (LinearView view in _views)
        {
            if (view.Memory != memory)
            {
                view.ClearMemory();
            }
        }

        if (_budget.Left < Reserve)
        {
            lock (_gate)
            {
                memory.Clear();
            }
        }
    }

    /// <summary>Maps pages that follow one another, in runs of the same block and rights. What is mapped already stays, but for the first, whose rights may have grown.</summary>
    private void Map(LinearMemory memory, uint page, ReadOnlySpan<Translation> pages)
    {
        int at = 0;
        while (at < pages.Length)
        {
            Run run = Look(memory, page + (uint)at, pages[at], isWanted: at == 0);
            int length = 1;
            while (at + length < pages.Length && Look(memory, page + (uint)(at + length), pages[at + length], isWanted: false).Follows(run, length))
            {
                length++;
            }

            if (run.Block is not null)
            {
                if (memory.Map(page + (uint)at, (uint)length, run.Block, run.Offset, run.IsWritable) == MapResult.Failed)
                {
                    return;
                }

                AddPlaces(run, memory, page + (uint)at, length);
            }

            at += length;
        }
    }

    private void AddPlaces(in Run run, LinearMemory memory, uint page, int length)
    {
        MemoryPlaces places = _places[(IRamAccess)run.Block!];
        for (uint i = 0; i < length; i++)
        {
            places.Add((uint)(run.Offset / IRamBlock.PageSize) + i, memory, page + i);
        }
    }

    private Run Look(LinearMemory memory, uint page, Translation translation, bool isWanted)
    {
        if (translation == Translation.None || (!isWanted && memory.IsMapped(page)))
        {
            return default;
        }

        PhysicalPage* physical = _host.Physical.Get(translation.PhysicalPage);
        if (!physical->IsDirect || _host.Physical.Access(physical) is not IRamBlock { Descriptor: >= 0 } block)
        {
            return default;
        }

        var access = (IRamAccess)block;
        if (!_places.ContainsKey(access))
        {
            _places.Add(access, new MemoryPlaces(block));
            access.SetMappingHolder(this);
        }

        var state = (PageState)Volatile.Read(ref *physical->State);
        return (state & PageState.ReadTraps) != 0
            ? default
            : new Run(block, physical->Offset, translation.IsWritable && physical->IsRam && (state & PageState.WriteTraps) == 0);
    }

    /// <summary>What a linear page is: a physical one, and whether it may be written.</summary>
    private readonly record struct Translation(uint PhysicalPage, bool IsWritable)
    {
        public static Translation None => new(uint.MaxValue, false);
    }

    /// <summary>What stands at a physical page; no block: nothing that could be mapped.</summary>
    private readonly record struct Run(IRamBlock? Block, ulong Offset, bool IsWritable)
    {
        public bool Follows(in Run first, int pages) =>
            Block == first.Block && IsWritable == first.IsWritable && (Block is null || Offset == first.Offset + ((ulong)pages * IRamBlock.PageSize));
    }
}
