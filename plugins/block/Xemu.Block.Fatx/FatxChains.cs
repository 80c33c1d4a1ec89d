namespace Xemu.Block.Fatx;

/// <summary>Finds the n-th cluster of a chain without following all of it each time.</summary>
/// <remarks>Only what chains say is remembered; it is dropped whenever a cluster is freed, so that even chains that run into each other read as the medium has them.</remarks>
internal sealed class FatxChains(FatxTable table, FatxGeometry geometry)
{
    private const uint Step = 256;
    private const int MaxChains = 16;
    private readonly List<Chain> _chains = [];

    /// <summary>Finds a cluster.</summary>
    /// <param name="first">The chain's first cluster.</param>
    /// <param name="index">Its number in the chain, from 0.</param>
    /// <param name="cluster">The cluster.</param>
    /// <returns><see cref="FatxStatus.EndOfFile"/> when the chain ends before; <see cref="FatxStatus.Corrupt"/> when it breaks or is longer than any file.</returns>
    public FatxStatus Locate(uint first, uint index, out uint cluster)
    {
        cluster = 0;
        if (index >= geometry.MaxChain)
        {
            return FatxStatus.Corrupt;
        }

        if (Open(first, out Chain? chain) is not FatxStatus.Ok and var broken)
        {
            return broken;
        }

        (uint at, cluster) = chain!.Nearest(index);
        while (at < index)
        {
            if (table.Next(cluster, out uint next) is not FatxStatus.Ok and var ended)
            {
                return ended;
            }

            at++;
            cluster = next;
            chain.Remember(at, cluster);
        }

        return FatxStatus.Ok;
    }

    /// <summary>Finds a chain's end.</summary>
    /// <param name="first">Its first cluster, or 0 for a file without any.</param>
    /// <param name="count">Number of clusters.</param>
    /// <param name="last">The last one; 0 without any.</param>
    public FatxStatus Measure(uint first, out uint count, out uint last)
    {
        count = 0;
        last = 0;
        if (first == 0)
        {
            return FatxStatus.Ok;
        }

        if (Open(first, out Chain? chain) is not FatxStatus.Ok and var broken)
        {
            return broken;
        }

        (uint at, last) = chain!.Nearest(uint.MaxValue);
        while (at < geometry.MaxChain)
        {
            FatxStatus status = table.Next(last, out uint next);
            if (status != FatxStatus.Ok)
            {
                count = at + 1;
                return status == FatxStatus.EndOfFile ? FatxStatus.Ok : status;
            }

            at++;
            last = next;
            chain.Remember(at, last);
        }

        return FatxStatus.Corrupt;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _chains.Clear();

    private FatxStatus Open(uint first, out Chain? chain)
    {
        for (int at = 0; at < _chains.Count; at++)
        {
            if (_chains[at].First == first)
            {
                chain = _chains[at];
                _chains.RemoveAt(at);
                _chains.Insert(0, chain);
                return FatxStatus.Ok;
            }
        }

        chain = null;
        if (!geometry.Holds(first))
        {
            return FatxStatus.Corrupt;
        }

        // A chain whose first cluster counts as free would get a second owner.
        if (table.Get(first, out uint entry) is not FatxStatus.Ok and var unread)
        {
            return unread;
        }

        if (entry == FatxTable.Free)
        {
            return FatxStatus.Corrupt;
        }

        chain = new Chain(first);
        if (_chains.Count == MaxChains)
        {
            _chains.RemoveAt(MaxChains - 1);
        }

        _chains.Insert(0, chain);
        return FatxStatus.Ok;
    }

    private sealed class Chain
    {
        private readonly List<uint> _marks = [];
        private uint _lastIndex;
        private uint _lastCluster;

        public Chain(uint first)
        {
            First = first;
            _lastCluster = first;
            _marks.Add(first);
        }

        public uint First { get; }

        public (uint Index, uint Cluster) Nearest(uint index)
        {
            uint mark = Math.Min(index / Step, (uint)_marks.Count - 1);
            return _lastIndex <= index && _lastIndex >= mark * Step ? (_lastIndex, _lastCluster) : (mark * Step, _marks[(int)mark]);
        }

        public void Remember(uint index, uint cluster)
        {
            _lastIndex = index;
            _lastCluster = cluster;
            if (index == (uint)_marks.Count * Step)
            {
                _marks.Add(cluster);
            }
        }
    }
}
