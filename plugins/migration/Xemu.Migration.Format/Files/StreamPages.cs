namespace Xemu.Migration.Format;

/// <summary>Where the pages of a block stand in a sequential file. A page may be sent more than once: the last one counts.</summary>
internal sealed class StreamPages
{
    private readonly List<(ulong Page, long Position)> _records = [];
    private (ulong Page, long Position)[] _sorted = [];

    /// <summary>Notes a page; position 0 for a page of zeros.</summary>
    public void Add(ulong page, long position) => _records.Add((page, position));

    /// <summary>Sorts by page, keeping only the last record of each.</summary>
    public void Close()
    {
        (ulong Page, long Position)[] records = [.. _records];
        int[] order = new int[records.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => records[a].Page != records[b].Page ? records[a].Page.CompareTo(records[b].Page) : a.CompareTo(b));
        var kept = new List<(ulong, long)>(records.Length);
        for (int i = 0; i < order.Length; i++)
        {
            bool isLast = i + 1 == order.Length || records[order[i + 1]].Page != records[order[i]].Page;
            if (isLast && records[order[i]].Position != 0)
            {
                kept.Add(records[order[i]]);
            }
        }

        _sorted = [.. kept];
        _records.Clear();
        _records.TrimExcess();
    }

    /// <summary>Pages that are present, in order, with their positions.</summary>
    public ReadOnlySpan<(ulong Page, long Position)> Present => _sorted;

    /// <summary>The position of a page, or 0.</summary>
    public long Find(ulong page)
    {
        int low = 0;
        int high = _sorted.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = _sorted[middle].Page.CompareTo(page);
            if (order == 0)
            {
                return _sorted[middle].Position;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return 0;
    }
}
