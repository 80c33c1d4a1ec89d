using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>Tells which pages of a block the host has never given memory to: they are zero, and looking at them would make them cost memory and time.</summary>
internal static class HoleFinder
{
    /// <summary>Takes pages without memory out of a chunk's selection.</summary>
    /// <returns>How many were taken out.</returns>
    public static int Deselect(PageChunk chunk)
    {
        RamRegion region = chunk.Region;
        if (Libc.IsAllResident(chunk.Address, chunk.Count) || region.Block.Descriptor < 0)
        {
            return 0;
        }

        Span<ulong> backed = stackalloc ulong[PageChunk.MaxPages / 64];
        backed.Clear();
        ulong start = chunk.FirstPage * IRamBlock.PageSize;
        ulong end = start + ((ulong)chunk.Count * IRamBlock.PageSize);
        for (ulong at = start; at < end;)
        {
            bool? found = Libc.TryFindData(region.Block.Descriptor, at, region.Block.SizeBytes, out ulong from, out ulong to);
            if (found is null)
            {
                return 0;
            }

            if (found == false || from >= end)
            {
                break;
            }

            ulong first = (from - start) / IRamBlock.PageSize;
            at = Math.Min((to + IRamBlock.PageSize - 1) & ~(ulong)(IRamBlock.PageSize - 1), end);
            PageBits.SetRange(backed, first, ((at - start) / IRamBlock.PageSize) - first);
        }

        int before = chunk.SelectedCount;
        for (int i = 0; i < backed.Length; i++)
        {
            chunk.Selected[i] &= backed[i];
        }

        return before - chunk.SelectedCount;
    }
}
