using System.Runtime.InteropServices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>The decoded blocks: found by where their bytes lie in host memory, dropped when these bytes are written.</summary>
[Derived("decoded again from RAM after a restore")]
internal sealed unsafe class CodeCache : IDisposable
{
    private const int BucketBits = 17;
    private const int PageBucketBits = 12;
    private const int JumpBits = 12;
    private const nuint ArenaBytes = 48 << 20;

    /// <summary>
    /// Blocks kept of the same bytes: more addresses of a shared library than this are those of programs that have ended, most likely.
    /// </summary>
    private const int MostVariants = 4;

    private const nuint LargestBlock = (nuint)((BlockDecoder.MaxOps + 1) * 64) + 512;

    private readonly CpuState* _state;
    private readonly BlockDecoder _decoder = new();
    private readonly Arena _arena = new(ArenaBytes);
    private readonly Block** _buckets = (Block**)NativeMemory.AllocZeroed(1 << BucketBits, 8);
    private readonly CodePage** _pages = (CodePage**)NativeMemory.AllocZeroed(1 << PageBucketBits, 8);
    private readonly Block** _jumps = (Block**)NativeMemory.AllocZeroed(1 << JumpBits, 8);

    public CodeCache(CpuState* state)
    {
        _state = state;
        Drops = new PageDrops(state, PageState.Code, page => DropPage((byte*)page));
    }

    /// <summary>Writes that are not the processor's own.</summary>
    public PageDrops Drops { get; }

    /// <summary>Blocks decoded since the processor was made.</summary>
    public ulong Decoded { get; private set; }

    public void Dispose()
    {
        _arena.Dispose();
        NativeMemory.Free(_buckets);
        NativeMemory.Free(_pages);
        NativeMemory.Free(_jumps);
    }

    /// <summary>The block at CS:EIP, or null with the fault recorded.</summary>
    public Block* Find(CpuState* s)
    {
        uint linear = s->Cs.Base + s->Eip;
        Block** jump = _jumps + ((linear ^ (linear >> JumpBits)) & ((1 << JumpBits) - 1));
        Block* block = *jump;
        if (block != null && block->Epoch == s->Epoch && block->Eip == s->Eip && block->CsBase == s->Cs.Base
            && block->Mode == s->Mode && block->CsLimit == s->Cs.Limit)
        {
            return block;
        }

        block = FindSlow(s, linear);
        if (block != null)
        {
            *jump = block;
        }

        return block;
    }

    /// <summary>Before the processor itself writes some bytes of a page that holds code.</summary>
    /// <returns>
    /// Whether the page is to be watched on. No: so many writes have met no code since it was watched that it holds data by now, which is worth decoding
    /// again what it may still hold of code.
    /// </returns>
    public bool DropBytes(CpuState* s, byte* place, uint bytes)
    {
        CodePage* page = FindPage(HostPage(place));
        if (page == null)
        {
            return false;
        }

        uint first = (uint)(place - page->HostPage) >> 5;
        uint last = ((uint)(place - page->HostPage) + bytes - 1) >> 5;
        for (uint granule = first; granule <= last; granule++)
        {
            if ((page->Granules[granule >> 6] & (1UL << (int)(granule & 63))) != 0)
            {
                DropOverlapping(s, page, place, bytes);
                return true;
            }
        }

        return !page->HasLostPatience();
    }

    /// <summary>Told when blocks go.</summary>
    public IBlockObserver? Observer { get; set; }

    /// <summary>The block at another address of the same page, if it is decoded and no breakpoint stands there; looks at nothing that the guest could see.</summary>
    public Block* Peek(Block* from, uint eip)
    {
        byte* host = from->HostStart + (int)(eip - from->Eip);
        if (from->HostStart == null || HostPage(host) != HostPage(from->HostStart))
        {
            return null;
        }

        for (Block* block = _buckets[Bucket(host)]; block != null; block = block->NextInBucket)
        {
            if (block->HostStart == host && block->Eip == eip && block->CsBase == from->CsBase && block->Mode == from->Mode
                && block->CsLimit == from->CsLimit && block->CrossesPage == 0)
            {
                return _state->Host.Breakpoints.IsAt(block) ? null : block;
            }
        }

        return null;
    }

    /// <summary>Forgets every block; only between blocks.</summary>
    public void Flush()
    {
        _arena.Reset();
        NativeMemory.Clear(_buckets, (1 << BucketBits) * 8);
        NativeMemory.Clear(_pages, (1 << PageBucketBits) * 8);
        NativeMemory.Clear(_jumps, (1 << JumpBits) * 8);
        _state->Link = null;
        Observer?.Flushed();
    }

    /// <summary>Makes every block prove its address again; the epoch counter is about to start over.</summary>
    public void ForgetEpochs()
    {
        for (int i = 0; i < 1 << BucketBits; i++)
        {
            for (Block* block = _buckets[i]; block != null; block = block->NextInBucket)
            {
                block->Epoch = 0;
            }
        }
    }

    /// <summary>Makes the blocks of a page prove their address again: a translation that they were proven by is replaced.</summary>
    public void ForgetProofs(byte* hostPage)
    {
        CodePage* page = FindPage(hostPage);
        if (page == null)
        {
            return;
        }

        for (Block* block = page->Proven; block != null; block = block->NextProven)
        {
            block->Epoch = 0;
            block->IsProven = 0;
        }

        page->Proven = null;
        for (Block* block = page->SecondBlocks; block != null; block = block->NextInSecondPage)
        {
            block->Epoch = 0;
        }
    }

    private static byte* HostPage(byte* p) => (byte*)((nuint)p & ~(nuint)0xFFF);

    private Block* FindSlow(CpuState* s, uint linear)
    {
        s->CurrentOp = s->IdleOp;
        if (s->Eip > s->Cs.Limit)
        {
            Fault.GeneralProtection(s, 0);
            return null;
        }

        TlbEntry* entry = MemSlow.TranslateCode(s, linear);
        if (entry == null)
        {
            return null;
        }

        bool breaks = s->CodeBreaks != 0 && s->Host.Breakpoints.IsAt(linear);
        if (breaks && s->Count < s->Until && s->Host.Breakpoints.StopsAt(linear))
        {
            return null;
        }

        PhysicalPage* page = s->Host.Physical.Get(entry->PhysicalPage);
        if (!page->IsDirect)
        {
            return Decode(s, null, linear);
        }

        s->Host.Physical.PrepareRead(page, page->State);
        byte* host = page->Host + (linear & 0xFFF);
        Block** first = _buckets + Bucket(host);
        for (Block** link = first; *link != null; link = &(*link)->NextInBucket)
        {
            Block* block = *link;
            if (block->HostStart == host && block->Eip == s->Eip && block->CsBase == s->Cs.Base && block->Mode == s->Mode
                && block->CsLimit == s->Cs.Limit)
            {
                if (block->HostSecondPage != null)
                {
                    byte* second = SecondPage(s, linear);
                    if (second == null)
                    {
                        return null;
                    }

                    if (second != block->HostSecondPage)
                    {
                        continue;
                    }
                }

                MoveToFront(first, link);
                Prove(s, block, linear);
                return block;
            }
        }

        return Decode(s, host, linear);
    }

    /// <summary>The program that runs finds its own first, not those that others have made of the same bytes at other addresses.</summary>
    private static void MoveToFront(Block** first, Block** link)
    {
        Block* block = *link;
        *link = block->NextInBucket;
        block->NextInBucket = *first;
        *first = block;
    }

    /// <summary>Gives the epoch to a block whose address has just been looked up; none, so that every entry comes here, at a breakpoint and where a translation may not be kept.</summary>
    private static void Prove(CpuState* s, Block* block, uint linear)
    {
        bool breaks = s->CodeBreaks != 0 && s->Host.Breakpoints.IsAt(linear);
        bool isKept = MemSlow.KeepsCode(s, linear) && (block->HostSecondPage == null || MemSlow.KeepsCode(s, (linear & 0xFFFF_F000) + 4096));
        block->Epoch = breaks || !isKept ? 0 : s->Epoch;
        if (block->Epoch != 0 && block->IsProven == 0)
        {
            block->IsProven = 1;
            block->NextProven = block->Page->Proven;
            block->Page->Proven = block;
        }
    }

    private static byte* SecondPage(CpuState* s, uint linear)
    {
        TlbEntry* entry = MemSlow.TranslateCode(s, (linear & 0xFFFF_F000) + 4096);
        return entry == null ? null : s->Host.Physical.Get(entry->PhysicalPage)->Host;
    }

    private static int Bucket(byte* host)
    {
        nuint x = (nuint)host;
        return (int)((x ^ (x >> BucketBits)) & ((1 << BucketBits) - 1));
    }

    private Block* Decode(CpuState* s, byte* host, uint linear)
    {
        if (!_arena.HasRoom(LargestBlock))
        {
            Flush();
        }

        Decoded++;
        Block* block = (Block*)_arena.Take((nuint)sizeof(Block));
        if (!_decoder.Decode(s, host, linear, block, _arena))
        {
            return null;
        }

        if (host == null || (block->HostSecondPage == null && block->CrossesPage != 0))
        {
            // Code in registers, or that runs into them: decoded again each time.
            return block;
        }

        block->HostStart = host;
        int bucket = Bucket(host);
        block->NextInBucket = _buckets[bucket];
        _buckets[bucket] = block;
        DropOldVariants(block);
        CodePage* page = Mark(s, host, linear, Math.Min(block->Length, 4096 - (linear & 0xFFF)));
        block->NextInPage = page->Blocks;
        page->Blocks = block;
        block->Page = page;
        Prove(s, block, linear);
        if (block->HostSecondPage != null)
        {
            uint rest = block->Length - (4096 - (linear & 0xFFF));
            CodePage* second = Mark(s, block->HostSecondPage, (linear & 0xFFFF_F000) + 4096, rest);
            block->NextInSecondPage = second->SecondBlocks;
            second->SecondBlocks = block;
        }

        return block;
    }

    /// <summary>Drops the oldest blocks of the same bytes. The list of their page keeps them until they are overwritten.</summary>
    private void DropOldVariants(Block* newest)
    {
        int variants = 0;
        Block** link = &newest->NextInBucket;
        while (*link != null)
        {
            Block* block = *link;
            if (block->HostStart == newest->HostStart && ++variants >= MostVariants)
            {
                *link = block->NextInBucket;
                block->Epoch = 0;
                Observer?.Dropped(block);
            }
            else
            {
                link = &block->NextInBucket;
            }
        }
    }

    private CodePage* Mark(CpuState* s, byte* host, uint linear, uint bytes)
    {
        CodePage* page = FindPage(HostPage(host));
        if (page == null)
        {
            page = (CodePage*)_arena.Take((nuint)sizeof(CodePage));
            page->HostPage = HostPage(host);
            int bucket = PageBucket(page->HostPage);
            page->NextInBucket = _pages[bucket];
            _pages[bucket] = page;
        }

        uint start = (uint)(host - page->HostPage);
        for (uint granule = start >> 5; granule <= (start + bytes - 1) >> 5; granule++)
        {
            page->Granules[granule >> 6] |= 1UL << (int)(granule & 63);
        }

        TlbEntry* entry = MemSlow.TranslateCode(s, linear);
        PhysicalPage* physical = s->Host.Physical.Get(entry->PhysicalPage);
        if ((*physical->State & (byte)PageState.Code) == 0)
        {
            s->Host.Physical.Access(physical).Watch(physical->Offset / IRamBlock.PageSize, PageState.Code);
        }

        return page;
    }

    private static int PageBucket(byte* hostPage) => (int)(((nuint)hostPage >> 12) & ((1 << PageBucketBits) - 1));

    private CodePage* FindPage(byte* hostPage)
    {
        CodePage* page = _pages[PageBucket(hostPage)];
        while (page != null && page->HostPage != hostPage)
        {
            page = page->NextInBucket;
        }

        return page;
    }

    private void DropPage(byte* hostPage)
    {
        CodePage* page = FindPage(hostPage);
        if (page != null && (page->Blocks != null || page->SecondBlocks != null))
        {
            DropOverlapping(_state, page, hostPage, 4096);
        }
    }

    private void DropOverlapping(CpuState* s, CodePage* page, byte* place, uint bytes)
    {
        bool whole = bytes == 4096;
        bool running = false;
        Block** link = &page->Blocks;
        while (*link != null)
        {
            Block* block = *link;
            if (whole || (block->HostStart < place + bytes && place < block->HostStart + block->Length))
            {
                running |= block == s->CurrentBlock;
                *link = block->NextInPage;
                Unlink(block);
            }
            else
            {
                link = &block->NextInPage;
            }
        }

        link = &page->SecondBlocks;
        while (*link != null)
        {
            // An instruction that crosses is short: any write to its second page's code may be its own.
            Block* block = *link;
            running |= block == s->CurrentBlock;
            *link = block->NextInSecondPage;
            Unlink(block);
        }

        if (page->Blocks == null && page->SecondBlocks == null)
        {
            page->Granules[0] = 0;
            page->Granules[1] = 0;
        }

        if (running)
        {
            Stop.AfterCurrent(s);
        }
    }

    /// <summary>Takes a block out of its bucket. Its memory stays until the next flush, for it may be running.</summary>
    private void Unlink(Block* dropped)
    {
        dropped->Epoch = 0;
        Observer?.Dropped(dropped);
        Block** link = &_buckets[Bucket(dropped->HostStart)];
        while (*link != null)
        {
            if (*link == dropped)
            {
                *link = dropped->NextInBucket;
                return;
            }

            link = &(*link)->NextInBucket;
        }
    }
}
