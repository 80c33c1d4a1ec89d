using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>
/// Instructions whose faults could not be helped (registers of devices, page tables, pages with code, a program's memory that supervisors lose at each switch).
/// One that faults often is interpreted for a while, then tried again; each further time takes twice as long.
/// </summary>
[Derived("statistics of faults")]
internal sealed unsafe class SlowSites
{
    private const int FaultsUntilSlow = 8;

    /// <summary>Instructions of the guest within which so many faults count: rarer ones cost less than interpretation would.</summary>
    private const ulong Window = 1 << 23;

    /// <summary>Instructions of the guest until the first new try: some ten milliseconds.</summary>
    private const ulong Rest = 1 << 24;

    private const int MostDoublings = 12;

    private readonly Dictionary<nint, Site> _sites = [];
    private readonly PriorityQueue<nint, ulong> _resting = new();

    /// <summary>When the first site may be tried again.</summary>
    public ulong Due { get; private set; } = ulong.MaxValue;

    /// <summary>Notes a fault that could not be helped.</summary>
    /// <param name="op">The instruction.</param>
    /// <param name="block">Its block.</param>
    /// <param name="count">Instructions retired so far.</param>
    /// <returns>Whether it shall be interpreted from now on; then its flag is set.</returns>
    public bool Add(Op* op, Block* block, ulong count)
    {
        if ((op->Flags & OpFlags.Slow) != 0)
        {
            // In a trace that is older than the flag.
            return true;
        }

        if (!_sites.TryGetValue((nint)op, out Site? site))
        {
            site = new Site(block);
            _sites.Add((nint)op, site);
        }

        if (count - site.Since > Window)
        {
            site.Since = count;
            site.Faults = 0;
        }

        if (++site.Faults < FaultsUntilSlow)
        {
            return false;
        }

        op->Flags |= OpFlags.Slow;
        site.Faults = 0;
        _resting.Enqueue((nint)op, count + (Rest << site.Doublings));
        site.Doublings = Math.Min(site.Doublings + 1, MostDoublings);
        Due = Next();
        return true;
    }

    /// <summary>Takes a site whose time has come and clears its flag; null: no further one.</summary>
    public Block* TakeDue(ulong count)
    {
        if (count < Due || !_resting.TryDequeue(out nint op, out _))
        {
            return null;
        }

        Due = Next();
        ((Op*)op)->Flags &= ~OpFlags.Slow;
        return _sites[op].Block;
    }

    /// <summary>All blocks are gone.</summary>
    public void Clear()
    {
        _sites.Clear();
        _resting.Clear();
        Due = ulong.MaxValue;
    }

    private ulong Next() => _resting.TryPeek(out _, out ulong due) ? due : ulong.MaxValue;

    private sealed class Site(Block* block)
    {
        public Block* Block { get; } = block;

        public ulong Since { get; set; }

        public int Faults { get; set; }

        public int Doublings { get; set; }
    }
}
