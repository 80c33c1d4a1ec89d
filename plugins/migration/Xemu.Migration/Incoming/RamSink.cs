namespace Xemu.Migration;

/// <summary>Puts pages into RAM that was zeroed before. Several channels at once.</summary>
internal sealed class RamSink(IReadOnlyList<RamRegion> regions, SaveProgress progress) : IPageSink
{
    // Pages that hold something: a zero page that comes for another one needs no memory.
    private readonly ulong[][] _written = [.. regions.Select(static region => new ulong[region.BitmapWords])];

    public bool IsBlind => false;

    /// <summary>Makes all of RAM zero. Machine thread, standing still, everyone having been told.</summary>
    public void Clear()
    {
        foreach (RamRegion region in regions)
        {
            region.Zero(0, region.PageCount);
        }
    }

    public nint Receive(RamRegion region, ulong page)
    {
        _ = Interlocked.Or(ref _written[region.Index][page / 64], 1UL << (int)(page % 64));
        return region.AddressOf(page);
    }

    public void Zero(RamRegion region, ulong page)
    {
        if (PageBits.IsSet(_written[region.Index], page))
        {
            region.Pages(page, 1).Clear();
        }
    }

    public void Count(int normal, int zero, int bytes) => progress.Add(normal, zero, bytes);
}
