using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>The windows of linear memory that emitted code works through: one for supervisor and one for user accesses.</summary>
/// <remarks>
/// A window holds a page only as long as a translation says so and nothing stands between an access and the page (<see cref="PageState"/>). Pages come in
/// one by one, when an instruction has faulted and its interpretation has filled the translation table.
/// </remarks>
internal sealed unsafe class GuestWindows : IRamMappingHolder, IDisposable
{
    private const int UserKind = 1;

    private readonly CpuHost _host;
    private readonly GuestWindow[] _windows = [new(), new()];

    // By the address of a page's state byte: where the page is mapped, window and linear page.
    private readonly Dictionary<nint, List<(int Kind, uint Page)>> _places = [];
    private readonly HashSet<IRamAccess> _blocks = [];
    private readonly Lock _gate = new();
    private GuestWindow? _active;
    private int _thread;

    public GuestWindows(CpuHost host) => _host = host;

    /// <summary>Pages mapped just now.</summary>
    public int PageCount => _windows.Sum(static window => window.PageCount);

    /// <summary>Makes the window of the running program the calling thread's.</summary>
    public void Activate(CpuState* s)
    {
        GuestWindow window = _windows[s->Tlb == s->TlbUser ? UserKind : 0];
        if (window != _active || _thread != Environment.CurrentManagedThreadId)
        {
            window.Activate();
            _active = window;
            _thread = Environment.CurrentManagedThreadId;
        }
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

    /// <summary>Maps the page of a linear address as far as the running program's translation allows.</summary>
    /// <returns>Whether the window gained something.</returns>
    public bool Learn(CpuState* s, uint linear, bool isWrite)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint tag = linear & 0xFFFF_F000;
        if (entry->ReadTag != tag)
        {
            return false;
        }

        PhysicalPage* physical = _host.Physical.Get(entry->PhysicalPage);
        IRamAccess access = _host.Physical.Access(physical);
        if (access is not IRamBlock { Descriptor: >= 0 } block)
        {
            return false;
        }

        int kind = s->Tlb == s->TlbUser ? UserKind : 0;
        lock (_gate)
        {
            if (_blocks.Add(access))
            {
                access.SetMappingHolder(this);
            }

            var state = (PageState)(*entry->State);
            bool isWritable = entry->WriteTag == tag && (state & PageState.WriteTraps) == 0;
            if ((state & PageState.ReadTraps) != 0 || (isWrite && !isWritable))
            {
                return false;
            }

            _windows[kind].Map(linear >> 12, block.Descriptor, physical->Offset, isWritable);
            nint key = (nint)entry->State;
            if (!_places.TryGetValue(key, out List<(int Kind, uint Page)>? places))
            {
                _places[key] = places = [];
            }

            if (!places.Contains((kind, linear >> 12)))
            {
                places.Add((kind, linear >> 12));
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public void TrapsRaised(IRamAccess block, ulong firstPage, ulong count, PageState bit)
    {
        lock (_gate)
        {
            for (ulong page = firstPage; page < firstPage + count; page++)
            {
                if (!_places.TryGetValue(block.PageStates + (nint)page, out List<(int Kind, uint Page)>? places))
                {
                    continue;
                }

                foreach ((int kind, uint linearPage) in places)
                {
                    // An entry may be older than what the window holds now: taking a right away does no harm.
                    if (!_windows[kind].IsMapped(linearPage))
                    {
                        continue;
                    }

                    if ((bit & PageState.ReadTraps) != 0)
                    {
                        _windows[kind].Unmap(linearPage, 1);
                    }
                    else
                    {
                        _windows[kind].Protect(linearPage, isWritable: false);
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
                window.Unmap(linear >> 22 << 10, 1024);
            }
        }
    }

    /// <summary>Takes everything out.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (GuestWindow window in _windows)
            {
                window.Clear();
            }

            _places.Clear();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // Blocks live longer and go on telling.
            _places.Clear();
        }

        foreach (GuestWindow window in _windows)
        {
            window.Dispose();
        }
    }
}
