using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>The address spaces that translations are kept of: the running one in the translation tables, and for an engine that has windows those that ran before it.</summary>
/// <remarks>
/// The processor behaves as if it walked the page tables in memory for every access, so whatever is kept goes with the entry that it was read from (<see cref="PageTables"/>).
/// A load of CR3 keeps what the new directory maps by the same entries.
/// </remarks>
[Derived("caches of page tables in RAM")]
internal sealed unsafe class LinearSpaces
{
    private const int MostWithWindows = 17;

    private readonly CpuState* _state;
    private readonly CpuHost _host;

    // Most recently used first.
    private readonly List<LinearSpace> _spaces = [new()];
    private PagingFormat _format;

    // Regions that the translation tables and the supervisor's window may hold something of; all are used by the running space.
    private readonly RegionSet _running = new();
    private readonly FleetingRegions _fleeting = new();

    public LinearSpaces(CpuState* state, CpuHost host)
    {
        _state = state;
        _host = host;
    }

    /// <summary>The running one.</summary>
    public LinearSpace Current => _spaces[0];

    /// <summary>Bytes of an entry in the tables that something is kept of.</summary>
    public int EntryBytes => _format == PagingFormat.Pae ? 8 : 4;

    /// <summary>After a change of CR0.PG, CR3, CR4.PSE, CR4.PAE or the directory pointers.</summary>
    public void Enter()
    {
        SpaceKey key = SpaceKey.Of(_state);
        LinearSpace old = Current;
        PagingFormat oldFormat = old.Key.Format;
        if (key == old.Key)
        {
            return;
        }

        if (key.Format != PagingFormat.None && key.Format != _format)
        {
            // Entries of the other form mean nothing in this one.
            ForgetAll();
            _format = key.Format;
        }

        Choose(key);
        if (oldFormat == key.Format)
        {
            Carry(old, Current);
        }
        else
        {
            ClearRunning();
        }
    }

    /// <summary>Whether supervisors are likely to lose an address soon, because the next address space has something else there.</summary>
    public bool IsFleeting(uint linear) =>
        Current.Key.Format != PagingFormat.None && _fleeting.Contains((int)(linear >> Current.Key.RegionShift), _state->Count);

    /// <summary>After a change of CR0.WP: supervisor rights to write.</summary>
    public void WriteProtectChanged()
    {
        Tlb.ClearSupervisorData(_state);
        _host.Windows?.ClearSupervisorData();
    }

    /// <summary>Keeps nothing: all of memory, or the machine's mappings, may have changed.</summary>
    public void Clear()
    {
        ForgetAll();
        ClearRunning();
        Current.Become(SpaceKey.Of(_state));
        _format = Current.Key.Format == PagingFormat.None ? _format : Current.Key.Format;
    }

    /// <summary>A walk of the running space was fine: watches the pages that it has read.</summary>
    /// <returns>Whether the translation may be kept.</returns>
    public bool Note(uint linear, PageWalk* walk)
    {
        LinearSpace space = Current;
        int region = (int)(linear >> space.Key.RegionShift);
        ref TablePage? directory = ref space.DirectoryOf(region);
        directory ??= _host.Tables.Track(walk->DirectoryAddress);
        if (directory is null)
        {
            return false;
        }

        directory.IsDirectory = true;
        directory.Writes = 0;
        if (!space.IsUsed(region))
        {
            TablePage? table = walk->IsLarge ? null : _host.Tables.Track(walk->TableAddress);
            if (table is null && !walk->IsLarge)
            {
                return false;
            }

            space.Use(region, table);
        }

        _running.Add(region);
        if (space.Table(region) is { } known)
        {
            known.Writes = 0;
        }

        return true;
    }

    /// <summary>An entry has changed that something may have been made of: as a directory's, as a table's, or both where directories map themselves.</summary>
    public void DropEntry(TablePage page, int index)
    {
        foreach (LinearSpace space in _spaces)
        {
            for (int i = 0; i < LinearSpace.MostDirectories && page.IsDirectory; i++)
            {
                if (space.Directory(i) == page)
                {
                    DropRegion(space, (i * space.Key.Entries) + index);
                }
            }

            if (page.IsSpread)
            {
                for (int region = space.NextUsed(0); region < LinearSpace.MostRegions; region = space.NextUsed(region + 1))
                {
                    DropPage(space, region, page, index);
                }
            }
            else if (page.Region >= 0)
            {
                DropPage(space, page.Region, page, index);
            }
        }
    }

    /// <summary>The whole page may change.</summary>
    public void DropTable(TablePage page)
    {
        foreach (LinearSpace space in _spaces)
        {
            for (int region = space.NextUsed(0); region < LinearSpace.MostRegions; region = space.NextUsed(region + 1))
            {
                if (space.Table(region) == page || space.DirectoryOf(region) == page)
                {
                    DropRegion(space, region);
                }
            }

            for (int i = 0; i < LinearSpace.MostDirectories; i++)
            {
                if (space.Directory(i) == page)
                {
                    space.ForgetDirectory(i);
                }
            }
        }
    }

    private void DropPage(LinearSpace space, int region, TablePage table, int index)
    {
        if (space.Table(region) == table)
        {
            Drop(space, ((uint)region * (uint)space.Key.Entries) + (uint)index, 1);
        }
    }

    private void DropRegion(LinearSpace space, int region)
    {
        if (space.IsUsed(region))
        {
            space.Forget(region);
            if (space == Current)
            {
                _running.Remove(region);
            }

            uint pages = 1u << (space.Key.RegionShift - 12);
            Drop(space, (uint)region * pages, pages);
        }
    }

    private void Drop(LinearSpace space, uint page, uint count)
    {
        if (space == Current)
        {
            Tlb.Drop(_state, page, count);
            _host.Windows?.DropSupervisor(page, count);
        }

        space.User?.Drop(page, count);
    }

    /// <summary>What the tables and the supervisor's window hold of one space becomes the other's, where both have the same entry in their directories.</summary>
    private void Carry(LinearSpace from, LinearSpace to)
    {
        int entryBytes = to.Key.EntryBytes;
        int entries = to.Key.Entries;
        uint pages = 1u << (to.Key.RegionShift - 12);
        int first = -1;
        int last = -1;
        _fleeting.Switch(_state->Count);
        for (int region = _running.Next(0); region < LinearSpace.MostRegions; region = _running.Next(region + 1))
        {
            int index = region & (entries - 1);
            TablePage? directory = DirectoryOf(to, region);
            if (directory is null || !Paging.MapsTheSame(from.DirectoryOf(region)!.Entry(index, entryBytes), directory.Entry(index, entryBytes)))
            {
                first = first < 0 ? region : first;
                last = region;
                _running.Remove(region);
                _fleeting.Lose(region);
            }
            else
            {
                to.Carry(region, from.Table(region));
                DropRunning(first, last, pages);
                first = -1;
            }
        }

        DropRunning(first, last, pages);
    }

    /// <summary>The directory of a region, or null: nothing can be kept.</summary>
    private TablePage? DirectoryOf(LinearSpace space, int region)
    {
        ref TablePage? directory = ref space.DirectoryOf(region);
        if (directory is null && space.Key.Root(region / space.Key.Entries) is var root && root != SpaceKey.None)
        {
            directory = _host.Tables.Track(root);
            _ = directory?.IsDirectory = true;
        }

        return directory;
    }

    /// <summary>Drops used regions, and unused ones in between, of the translation tables and the supervisor's window.</summary>
    private void DropRunning(int first, int last, uint pages)
    {
        if (first >= 0)
        {
            uint count = (uint)(last - first + 1) * pages;
            Tlb.Drop(_state, (uint)first * pages, count);
            _host.Windows?.DropSupervisor((uint)first * pages, count);
        }
    }

    private void ClearRunning()
    {
        _running.Clear();
        Tlb.Clear(_state);
        _host.Windows?.ClearSupervisor();
    }

    /// <summary>Makes the space of a key the current one.</summary>
    private void Choose(in SpaceKey key)
    {
        int most = _host.Windows is null ? 2 : MostWithWindows;
        int index = 0;
        while (index < _spaces.Count && _spaces[index].Key != key)
        {
            index++;
        }

        LinearSpace space;
        if (index < _spaces.Count)
        {
            space = _spaces[index];
            _spaces.RemoveAt(index);
        }
        else if (_spaces.Count < most)
        {
            space = new LinearSpace();
            space.Become(key);
        }
        else
        {
            // Never the running one, which is the first.
            space = _spaces[^1];
            _spaces.RemoveAt(_spaces.Count - 1);
            Forget(space);
            space.Become(key);
        }

        _spaces.Insert(0, space);
    }

    private static void Forget(LinearSpace space)
    {
        space.User?.Clear();
        space.Become(default);
    }

    private void ForgetAll()
    {
        _spaces.ForEach(Forget);
        _host.Tables.Clear();
    }
}
