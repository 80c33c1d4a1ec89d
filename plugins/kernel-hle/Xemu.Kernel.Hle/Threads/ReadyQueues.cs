using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.State;

namespace Xemu.Kernel.Hle;

/// <summary>The threads that could run, a queue a priority.</summary>
internal sealed class ReadyQueues : IStateful
{
    private const int Priorities = 32;
    private const int Most = 65536;

    [Derived("saved as 'threads'")]
    private readonly List<uint>[] _queues = [.. Enumerable.Range(0, Priorities).Select(static _ => new List<uint>())];

    [Derived("follows from the queues")]
    private readonly HashSet<uint> _members = [];

    [Derived("follows from the queues")]
    private uint _occupied;

    /// <summary>The highest priority that has a thread, or -1.</summary>
    public int Highest => 31 - BitOperations.LeadingZeroCount(_occupied);

    /// <summary>Forgets all.</summary>
    public void Reset()
    {
        foreach (List<uint> queue in _queues)
        {
            queue.Clear();
        }

        _members.Clear();
        _occupied = 0;
    }

    /// <summary>Adds a thread, unless it is there already, or there are more than any console has memory for.</summary>
    public void Add(uint thread, int priority, bool first)
    {
        if (_members.Count == Most || !_members.Add(thread))
        {
            return;
        }

        _queues[priority].Insert(first ? 0 : _queues[priority].Count, thread);
        _occupied |= 1U << priority;
    }

    /// <summary>Takes the first thread of the highest priority.</summary>
    public uint Take()
    {
        int priority = Highest;
        uint thread = _queues[priority][0];
        RemoveAt(priority, 0);
        return thread;
    }

    /// <summary>Takes a thread out.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(uint thread)
    {
        for (int priority = 0; priority < Priorities; priority++)
        {
            int index = _queues[priority].IndexOf(thread);
            if (index >= 0)
            {
                RemoveAt(priority, index);
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void DescribeState(IStateVisitor state)
    {
        uint[] words = [.. _queues.SelectMany(static (queue, priority) => queue.SelectMany(t => new[] { t, (uint)priority }))];
        byte[] bytes = MemoryMarshal.AsBytes(words.AsSpan()).ToArray();
        state.Blob("threads", ref bytes, Most * 8);
        if (state.IsLoading)
        {
            Reset();
            ReadOnlySpan<uint> loaded = MemoryMarshal.Cast<byte, uint>(bytes);
            for (int i = 0; i + 1 < loaded.Length; i += 2)
            {
                Add(loaded[i], (int)(loaded[i + 1] < Priorities ? loaded[i + 1] : throw new StateException($"Field 'threads' holds priority {loaded[i + 1]}; the highest is 31.")), first: false);
            }
        }
    }

    private void RemoveAt(int priority, int index)
    {
        _members.Remove(_queues[priority][index]);
        _queues[priority].RemoveAt(index);
        if (_queues[priority].Count == 0)
        {
            _occupied &= ~(1U << priority);
        }
    }
}
