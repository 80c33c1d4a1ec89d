namespace Xemu.Kernel.Hle;

/// <summary>Gives pages to addresses of the program and takes them back. Which addresses have one stands in the page tables alone.</summary>
internal sealed class CommittedPages(GuestRam ram, PageTables tables, PhysicalPages pages)
{
    private const uint PageBytes = KernelLayout.PageBytes;

    /// <summary>Whether a page table entry has a page, present or held.</summary>
    public static bool IsCommitted(uint entry) => (entry & (PageTables.Present | PageTables.Held)) != 0;

    /// <summary>Gives pages to those addresses of a range that have none, and the protection to all.</summary>
    /// <param name="start">Start of the range, a multiple of the page size.</param>
    /// <param name="end">Its end.</param>
    /// <param name="entry">Bits of the entries.</param>
    /// <param name="zero">Whether new pages are of zeros.</param>
    /// <param name="use">What new pages are for.</param>
    /// <returns>Whether there was room; if not, all is as before.</returns>
    public bool TryCommit(uint start, uint end, uint entry, bool zero, PageUse use = PageUse.VirtualMemory)
    {
        uint missing = 0;
        for (uint page = start; page < end; page += PageBytes)
        {
            missing += IsCommitted(tables.Read(page)) ? 0U : 1;
        }

        if (missing > pages.FreeCount)
        {
            return false;
        }

        var taken = new List<uint>((int)missing);
        for (uint address = start; address < end; address += PageBytes)
        {
            if (IsCommitted(tables.Read(address)))
            {
                continue;
            }

            // A table of addresses takes a page too, so that the last one can be missing.
            if (!TryBack(address, entry, zero, use))
            {
                taken.ForEach(page => Uncommit(page, page + PageBytes));
                return false;
            }

            taken.Add(address);
        }

        SetEntries(start, end, entry);
        return true;
    }

    /// <summary>Takes the pages of a range back.</summary>
    public void Uncommit(uint start, uint end)
    {
        for (uint address = start; address < end; address += PageBytes)
        {
            uint entry = tables.Read(address);
            if (IsCommitted(entry))
            {
                pages.Return(entry / PageBytes);
                _ = tables.TryWrite(address, 0);
            }
        }
    }

    /// <summary>Gives committed pages another protection.</summary>
    public void SetEntries(uint start, uint end, uint entry)
    {
        for (uint address = start; address < end; address += PageBytes)
        {
            uint before = tables.Read(address);
            uint after = (before & ~(PageBytes - 1)) | entry;
            if (after != before)
            {
                _ = tables.TryWrite(address, after);
            }
        }
    }

    private bool TryBack(uint address, uint entry, bool zero, PageUse use)
    {
        if (pages.TryTake(use) is not { } page)
        {
            return false;
        }

        if (!tables.TryWrite(address, (page * PageBytes) | entry))
        {
            pages.Return(page);
            return false;
        }

        if (zero)
        {
            ram.Fill(page * PageBytes, PageBytes, 0);
        }

        return true;
    }
}
