using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>Where the pages of one RAM block are in linear memories. A place can be older than what its memory holds now; it goes when its page comes to another place.</summary>
internal sealed class MemoryPlaces(IRamBlock block)
{
    // By page of the block: the first of its places, 0 for none. Place 0 is never used.
    private readonly int[] _first = new int[block.SizeBytes / IRamBlock.PageSize];
    private Place[] _places = new Place[1024];
    private int _count = 1;
    private int _free;

    /// <summary>Notes that a page of the block was mapped.</summary>
    public void Add(uint blockPage, LinearMemory memory, uint page)
    {
        ref int link = ref _first[blockPage];
        while (link != 0)
        {
            ref Place place = ref _places[link];
            if (place.Memory == memory && place.Page == page)
            {
                return;
            }

            if (IsLive(place, blockPage))
            {
                link = ref place.Next;
            }
            else
            {
                int dead = link;
                link = place.Next;
                _places[dead] = new Place { Next = _free };
                _free = dead;
            }
        }

        int added = Take();
        _places[added] = new Place { Memory = memory, Page = page, Next = _first[blockPage] };
        _first[blockPage] = added;
    }

    /// <summary>Takes rights away from every memory that has a page of the block.</summary>
    public void Restrict(uint blockPage, bool stopsReads)
    {
        for (int i = _first[blockPage]; i != 0; i = _places[i].Next)
        {
            Place place = _places[i];
            if (!IsLive(place, blockPage))
            {
                continue;
            }

            _ = stopsReads ? place.Memory!.Unmap(place.Page, 1) : place.Memory!.Protect(place.Page, isWritable: false);
        }
    }

    private bool IsLive(in Place place, uint blockPage) =>
        place.Memory!.Shows(place.Page, block, (ulong)blockPage * IRamBlock.PageSize);

    private int Take()
    {
        int taken = _free;
        if (taken != 0)
        {
            _free = _places[taken].Next;
            return taken;
        }

        if (_count == _places.Length)
        {
            Array.Resize(ref _places, 2 * _count);
        }

        return _count++;
    }

    private struct Place
    {
        public LinearMemory? Memory;
        public uint Page;
        public int Next;
    }
}
