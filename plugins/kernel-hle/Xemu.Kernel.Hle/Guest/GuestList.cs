using System.Runtime.InteropServices;

namespace Xemu.Kernel.Hle;

/// <summary>Doubly linked lists in guest memory: LIST_ENTRY, forward link first. The guest can break them, so walking ends after a bound.</summary>
internal sealed class GuestList(GuestMemory memory)
{
    /// <summary>More entries than a console's memory has room for in practice: a list beyond is broken.</summary>
    private const int Most = 65536;

    /// <summary>Makes a head that is empty.</summary>
    public void Initialize(uint head)
    {
        memory.Write32(head, head);
        memory.Write32(head + 4, head);
    }

    /// <summary>Whether a list is empty.</summary>
    public bool IsEmpty(uint head) => memory.Read32(head) == head;

    /// <summary>Puts an entry at the end.</summary>
    public void InsertTail(uint head, uint entry)
    {
        uint last = memory.Read32(head + 4);
        memory.Write32(entry, head);
        memory.Write32(entry + 4, last);
        memory.Write32(last, entry);
        memory.Write32(head + 4, entry);
    }

    /// <summary>Puts an entry at the start.</summary>
    public void InsertHead(uint head, uint entry)
    {
        uint first = memory.Read32(head);
        memory.Write32(entry, first);
        memory.Write32(entry + 4, head);
        memory.Write32(first + 4, entry);
        memory.Write32(head, entry);
    }

    /// <summary>Takes an entry out.</summary>
    public void Remove(uint entry)
    {
        uint next = memory.Read32(entry);
        uint previous = memory.Read32(entry + 4);
        memory.Write32(previous, next);
        memory.Write32(next + 4, previous);
    }

    /// <summary>Takes the first entry out.</summary>
    /// <returns>The entry, or 0 of an empty list.</returns>
    public uint RemoveHead(uint head)
    {
        uint first = memory.Read32(head);
        if (first == head)
        {
            return 0;
        }

        Remove(first);
        return first;
    }

    /// <summary>The entries as they are now, in order.</summary>
    public List<uint> Entries(uint head)
    {
        var entries = new List<uint>();
        for (uint entry = memory.Read32(head); entry != head; entry = memory.Read32(entry))
        {
            if (entries.Count == Most)
            {
                throw new GuestFaultException(head, isWrite: false);
            }

            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The entries as they are now, in order; where they are few, nothing is allocated.</summary>
    /// <param name="head">The list.</param>
    /// <param name="few">Room for some.</param>
    public ReadOnlySpan<uint> Entries(uint head, Span<uint> few)
    {
        int count = 0;
        for (uint entry = memory.Read32(head); entry != head; entry = memory.Read32(entry))
        {
            if (count == few.Length)
            {
                return CollectionsMarshal.AsSpan(Entries(head));
            }

            few[count++] = entry;
        }

        return few[..count];
    }
}
