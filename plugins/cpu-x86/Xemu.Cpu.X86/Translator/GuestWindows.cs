using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>The windows of linear memory that emitted code works through: one for supervisor and one for user accesses.</summary>
/// <remarks>
/// A window holds a page only as long as a translation says so and nothing stands between an access and the page (<see cref="PageState"/>). Pages come in
/// when an instruction has faulted and its interpretation has filled the translation table: a large page as a whole, any other by itself.
/// </remarks>
[Derived("filled again from translations")]
internal sealed unsafe class GuestWindows(CpuHost host) : IRamMappingHolder, IDisposable
{
    private const int UserKind = 1;

    /// <summary>2 MiB: a large page, or half of one without PAE.</summary>
    private const uint LargePages = 512;

    private readonly GuestWindow[] _windows = [new(), new()];
    private readonly List<Place>[] _places = [[], []];
    private readonly HashSet<IRamAccess> _blocks = [];
    private readonly Lock _gate = new();
    private GuestWindow? _active;
    private int _thread;

    /// <summary>Pages mapped just now.</summary>
    public int PageCount
    {
        get
        {
            lock (_gate)
            {
                return _windows[0].PageCount + _windows[UserKind].PageCount;
            }
        }
    }

    private readonly JumpTable[] _jumps = [new(), new()];

    /// <summary>Host address of linear address 0 in the active window.</summary>
    public byte* Base => _active!.Base;

    public JumpTable JumpsOf(CpuState* s) => _jumps[Kind(s)];

    public void ClearJumps()
    {
        _jumps[0].Clear();
        _jumps[1].Clear();
    }

    /// <summary>Makes the window of the running program the calling thread's.</summary>
    public JumpTable Activate(CpuState* s)
    {
        GuestWindow window = _windows[Kind(s)];
        if (window != _active || _thread != Environment.CurrentManagedThreadId)
        {
            window.Activate();
            _active = window;
            _thread = Environment.CurrentManagedThreadId;
        }

        return _jumps[Kind(s)];
    }

    /// <summary>The next activation sets the thread's window in any case.</summary>
    public void Leave() => _active = null;

    /// <summary>The linear address of a host address in the active window, if it is one.</summary>
    public bool TryLinear(ulong address, out uint linear)
    {
        ulong offset = address - (ulong)_active!.Base;
        linear = (uint)offset;
        return offset <= uint.MaxValue;
    }

    /// <summary>Maps what the running program's translation of a linear address allows.</summary>
    /// <param name="s">The state.</param>
    /// <param name="linear">The address.</param>
    /// <param name="isWrite">What the access was that needs it.</param>
    /// <returns>Whether that access is possible now.</returns>
    public bool Learn(CpuState* s, uint linear, bool isWrite)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint tag = linear & 0xFFFF_F000;
        if (entry->ReadTag != tag)
        {
            return false;
        }

        bool isGlobal = (entry->Info & TlbInfo.Global) != 0;
        bool mayWrite = entry->WriteTag == tag;
        lock (_gate)
        {
            if ((entry->Info & TlbInfo.Large) != 0)
            {
                uint first = (linear >> 12) & ~(LargePages - 1);
                MapRuns(Kind(s), first, LargePages, entry->PhysicalPage - ((linear >> 12) - first), mayWrite, isGlobal, linear >> 12);
            }
            else
            {
                MapRuns(Kind(s), linear >> 12, 1, entry->PhysicalPage, mayWrite, isGlobal, linear >> 12);
            }

            GuestWindow window = _windows[Kind(s)];
            return window.IsMapped(linear >> 12) && (!isWrite || window.IsWritable(linear >> 12));
        }
    }

    /// <inheritdoc/>
    public void TrapsRaised(IRamAccess block, ulong firstPage, ulong count, PageState bit)
    {
        nint first = block.PageStates + (nint)firstPage;
        nint end = first + (nint)count;
        bool stopsReads = (bit & PageState.ReadTraps) != 0;
        lock (_gate)
        {
            for (int kind = 0; kind < _windows.Length; kind++)
            {
                foreach (Place place in _places[kind])
                {
                    nint from = Math.Max(first, place.States);
                    nint to = Math.Min(end, place.States + (nint)place.Count);
                    for (nint state = from; state < to; state++)
                    {
                        // A place may be older than what the window holds now: taking a right away does no harm.
                        Restrict(_windows[kind], place.Page + (uint)(state - place.States), stopsReads);
                    }
                }
            }
        }
    }

    /// <summary>Takes a linear page out of both windows, with the rest of the large page that it may be part of.</summary>
    public void Drop(uint linear)
    {
        lock (_gate)
        {
            foreach (GuestWindow window in _windows)
            {
                _ = window.Unmap(linear >> 22 << 10, 2 * LargePages);
            }

            ClearJumps();
        }
    }

    /// <summary>Takes everything out, or all but what is global.</summary>
    public void Clear(bool keepGlobal)
    {
        lock (_gate)
        {
            ClearJumps();
            for (int kind = 0; kind < _windows.Length; kind++)
            {
                if (!keepGlobal || !_places[kind].Exists(static place => place.IsGlobal))
                {
                    _windows[kind].Clear();
                    _places[kind].Clear();
                }
                else
                {
                    ClearLocal(_windows[kind], _places[kind]);
                }
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // Blocks live longer and go on telling.
            Array.ForEach(_places, static places => places.Clear());
            Array.ForEach(_windows, static window => window.Dispose());
        }
    }

    private static int Kind(CpuState* s) => s->Tlb == s->TlbUser ? UserKind : 0;

    private static void Restrict(GuestWindow window, uint page, bool stopsReads)
    {
        if (stopsReads)
        {
            _ = window.Unmap(page, 1);
        }
        else if (window.IsMapped(page) && window.IsWritable(page))
        {
            _ = window.Protect(page, isWritable: false);
        }
    }

    private static void ClearLocal(GuestWindow window, List<Place> places)
    {
        uint lowest = uint.MaxValue;
        uint highest = 0;
        uint lowestGlobal = uint.MaxValue;
        foreach (Place place in places)
        {
            if (place.IsGlobal)
            {
                lowestGlobal = Math.Min(lowestGlobal, place.Page);
            }
            else
            {
                lowest = Math.Min(lowest, place.Page);
                highest = Math.Max(highest, place.Page + place.Count);
            }
        }

        if (highest <= lowestGlobal)
        {
            // Programs below, the system above, as most systems have it: one call.
            _ = lowest < highest ? window.Unmap(lowest, highest - lowest) : MapResult.Done;
        }
        else
        {
            foreach (Place place in places.Where(static place => !place.IsGlobal))
            {
                _ = window.Unmap(place.Page, place.Count);
            }
        }

        _ = places.RemoveAll(static place => !place.IsGlobal);
    }

    /// <summary>Maps pages that follow one another in linear and physical memory, in runs of the same block and rights.</summary>
    private void MapRuns(int kind, uint page, uint count, uint physicalPage, bool mayWrite, bool isGlobal, uint wanted)
    {
        uint at = 0;
        while (at < count)
        {
            Run run = Look(physicalPage + at, mayWrite);
            uint length = 1;
            while (at + length < count && Look(physicalPage + at + length, mayWrite).Follows(run, length))
            {
                length++;
            }

            if (run.Block is not null)
            {
                MapResult result = _windows[kind].MapRange(page + at, length, run.Block.Descriptor, run.Offset, run.IsWritable);
                if (result != MapResult.Done)
                {
                    _places[kind].Clear();
                    if (result == MapResult.Failed || wanted < page + at)
                    {
                        // Too many mappings: the rest comes when it is asked for.
                        return;
                    }
                }

                AddPlace(kind, new Place(run.States, page + at, length, isGlobal));
            }

            at += length;
        }
    }

    private void AddPlace(int kind, Place place)
    {
        List<Place> places = _places[kind];
        for (int i = places.Count - 1; i >= 0; i--)
        {
            if (places[i].Page == place.Page && places[i].Count >= place.Count && places[i].States == place.States && places[i].IsGlobal == place.IsGlobal)
            {
                return;
            }
        }

        places.Add(place);
    }

    private Run Look(uint physicalPage, bool mayWrite)
    {
        PhysicalPage* physical = host.Physical.Get(physicalPage);
        if (!physical->IsDirect || host.Physical.Access(physical) is not IRamBlock { Descriptor: >= 0 } block)
        {
            return default;
        }

        var access = (IRamAccess)block;
        if (_blocks.Add(access))
        {
            access.SetMappingHolder(this);
        }

        var state = (PageState)Volatile.Read(ref *physical->State);
        return (state & PageState.ReadTraps) != 0
            ? default
            : new Run(block, physical->Offset, (nint)physical->State, mayWrite && physical->IsRam && (state & PageState.WriteTraps) == 0);
    }

    /// <summary>What stands at a physical page; no block: nothing that could be mapped.</summary>
    private readonly record struct Run(IRamBlock? Block, ulong Offset, nint States, bool IsWritable)
    {
        public bool Follows(Run first, uint pages) =>
            Block == first.Block && IsWritable == first.IsWritable && (Block is null || Offset == first.Offset + ((ulong)pages * IRamBlock.PageSize));
    }

    /// <summary>Where pages of a block are, by the address of the first one's state byte.</summary>
    private readonly record struct Place(nint States, uint Page, uint Count, bool IsGlobal);
}
