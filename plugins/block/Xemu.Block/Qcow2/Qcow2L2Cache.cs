namespace Xemu.Block;

/// <summary>An L2 table in memory.</summary>
internal sealed class Qcow2L2(int index, ulong[] entries)
{
    /// <summary>Which entry of the L1 table points to it.</summary>
    public int Index { get; } = index;

    /// <summary>The entries.</summary>
    public ulong[] Entries { get; } = entries;

    /// <summary>Whether it differs from the file: then it stays until the next commit.</summary>
    public bool IsDirty { get; set; }

    /// <summary>When it was last asked for.</summary>
    public long LastUse { get; set; }
}

/// <summary>The L2 tables in use, 16 MiB of them besides those that wait for a commit.</summary>
internal sealed class Qcow2L2Cache(int clusterSize)
{
    private const int BudgetBytes = 16 << 20;
    private readonly int _capacity = Math.Max(4, BudgetBytes / clusterSize);
    private readonly Dictionary<int, Qcow2L2> _tables = [];
    private long _now;

    /// <summary>The tables that wait for a commit.</summary>
    public IEnumerable<Qcow2L2> Dirty => _tables.Values.Where(static t => t.IsDirty).OrderBy(static t => t.Index);

    /// <summary>Finds a table.</summary>
    public bool TryGet(int index, out Qcow2L2 table)
    {
        if (_tables.TryGetValue(index, out table!))
        {
            table.LastUse = ++_now;
            return true;
        }

        return false;
    }

    /// <summary>Adds a table, and drops the one that was not used for longest.</summary>
    public void Add(Qcow2L2 table)
    {
        table.LastUse = ++_now;
        if (_tables.Count >= _capacity)
        {
            Qcow2L2? oldest = _tables.Values.Where(static t => !t.IsDirty).MinBy(static t => t.LastUse);
            if (oldest is not null)
            {
                _tables.Remove(oldest.Index);
            }
        }

        _tables[table.Index] = table;
    }
}
