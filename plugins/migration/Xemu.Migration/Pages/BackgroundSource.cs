using System.Numerics;
using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>Gives the pages of a machine that runs on, as they were at one instant.</summary>
/// <remarks>
/// Writes are trapped. A worker's sweep copies pages before the guest gets to them; the guest, when it is first, copies them aside itself and goes on, or waits when all
/// buffers are in use. Buffers take 16 MiB and 1 MiB a worker, whatever the size of the machine.
/// </remarks>
internal sealed class BackgroundSource : IPageSource, IDisposable
{
    private const int AsideBytes = 16 << 20;
    private const int SmallUnit = 16;

    private readonly List<FrozenRegion> _regions = [];
    private readonly ChunkCursor _cursor;
    private readonly BufferPool _aside;
    private readonly BufferPool _sweep;
    private readonly Queue<AsideUnit> _queue = new();
    private readonly SaveProgress _progress;
    private int _unitsLeft;
    private volatile bool _abandoned;

    /// <summary>Makes it.</summary>
    /// <param name="regions">The blocks.</param>
    /// <param name="workers">How many workers will ask.</param>
    /// <param name="alignment">What lengths are multiples of on the workers' channels, at most a chunk.</param>
    /// <param name="progress">Is told about pages that need no worker.</param>
    public BackgroundSource(IReadOnlyList<RamRegion> regions, int workers, int alignment, SaveProgress progress)
    {
        UnitPages = alignment <= SmallUnit * IRamBlock.PageSize ? SmallUnit : PageChunk.MaxPages;
        _aside = new BufferPool(AsideBytes / (UnitPages * IRamBlock.PageSize), UnitPages * IRamBlock.PageSize);
        _cursor = new ChunkCursor(regions);
        _sweep = new BufferPool(workers, PageChunk.MaxBytes);
        _progress = progress;
    }

    /// <summary>Pages of a unit: 64 KiB, so that a write fetches its neighbours along, or a whole chunk for channels with a coarse alignment.</summary>
    public int UnitPages { get; }

    public bool IsAbandoned => _abandoned;

    /// <summary>Freezes RAM. Machine thread, standing still.</summary>
    /// <param name="regions">The blocks.</param>
    /// <param name="selection">A bitmap a block: the pages that are to be saved.</param>
    public void Freeze(IReadOnlyList<RamRegion> regions, IReadOnlyList<ulong[]> selection)
    {
        foreach (RamRegion region in regions)
        {
            var frozen = new FrozenRegion(region, selection[region.Index], this);
            _regions.Add(frozen);
            _unitsLeft += frozen.CountUnits();
            frozen.Arm();
        }
    }

    public bool TryTake(PageChunk chunk, CancellationToken cancellation)
    {
        while (Volatile.Read(ref _unitsLeft) > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryTakeAside(chunk) || TrySweep(chunk))
            {
                return true;
            }

            // Only units that the guest is copying right now are left.
            Thread.Sleep(0);
        }

        return false;
    }

    public void Release(PageChunk chunk)
    {
        if (chunk.Tag is NativeBuffer buffer)
        {
            (chunk.IsAside ? _aside : _sweep).Return(buffer);
        }
    }

    /// <summary>On a thread that is about to write: copies a unit that it has claimed.</summary>
    public void CopyAside(FrozenRegion frozen, int unit)
    {
        if (_aside.Rent() is not { } buffer)
        {
            return;
        }

        ulong first = (ulong)unit * (ulong)UnitPages;
        int count = (int)(frozen.EndOf(unit) - first);
        frozen.Region.Pages(first, count).CopyTo(buffer.Span);
        GC.KeepAlive(buffer);
        lock (_queue)
        {
            _queue.Enqueue(new AsideUnit(frozen, first, count, buffer));
        }
    }

    /// <summary>Lets the guest write: the save has ended, well or not.</summary>
    public void Dispose()
    {
        _abandoned = true;
        _aside.Close();
        foreach (FrozenRegion region in _regions)
        {
            region.Dispose();
        }
    }

    /// <summary>Frees the buffers, once no thread can be copying any more.</summary>
    public void Free()
    {
        _aside.Dispose();
        _sweep.Dispose();
    }

    private bool TryTakeAside(PageChunk chunk)
    {
        AsideUnit unit;
        lock (_queue)
        {
            if (!_queue.TryDequeue(out unit))
            {
                return false;
            }
        }

        chunk.Set(unit.Frozen.Region, unit.FirstPage, unit.Count, unit.Buffer.Address);
        chunk.Tag = unit.Buffer;
        chunk.IsAside = true;
        chunk.Select(unit.Frozen.Selected, 0, unit.Count);
        _ = Interlocked.Decrement(ref _unitsLeft);
        return true;
    }

    private bool TrySweep(PageChunk chunk)
    {
        while (_cursor.TryNext(out RamRegion region, out ulong firstPage, out int count))
        {
            FrozenRegion frozen = _regions[region.Index];
            chunk.Set(region, firstPage, count, region.AddressOf(firstPage));
            int units = Claim(frozen, chunk);

            // Pages without memory are zero and are not looked at.
            _progress.AddZero(units == 0 ? 0 : HoleFinder.Deselect(chunk));
            NativeBuffer? buffer = chunk.SelectedCount > 0 ? _sweep.Rent() : null;
            Copy(frozen, chunk, units, buffer);
            _ = Interlocked.Add(ref _unitsLeft, -BitOperations.PopCount((uint)units));
            if (buffer is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Claims the chunk's units that nobody has and selects their pages.</summary>
    /// <returns>A bit a unit.</returns>
    private int Claim(FrozenRegion frozen, PageChunk chunk)
    {
        int units = 0;
        for (int page = 0; page < chunk.Count; page += UnitPages)
        {
            if (frozen.TryClaim((int)((chunk.FirstPage + (ulong)page) / (ulong)UnitPages)))
            {
                chunk.Select(frozen.Selected, page, Math.Min(UnitPages, chunk.Count - page));
                units |= 1 << (page / UnitPages);
            }
        }

        return units;
    }

    /// <summary>Copies the claimed units into the buffer, at the same places as in the chunk, and lets writers pass.</summary>
    private void Copy(FrozenRegion frozen, PageChunk chunk, int units, NativeBuffer? buffer)
    {
        for (int unit = 0; units >> unit != 0; unit++)
        {
            if ((units >> unit & 1) == 0)
            {
                continue;
            }

            int page = unit * UnitPages;
            int count = Math.Min(UnitPages, chunk.Count - page);
            if (buffer is not null && chunk.IsAnySelected(page, count))
            {
                chunk.PageRange(page, count).CopyTo(buffer.Span[(page * IRamBlock.PageSize)..]);
            }

            ulong first = chunk.FirstPage + (ulong)page;
            frozen.SetCopied((int)(first / (ulong)UnitPages));
            frozen.Thaw(first, first + (ulong)count);
        }

        if (buffer is not null)
        {
            chunk.MoveTo(buffer);
        }
    }

    private readonly record struct AsideUnit(FrozenRegion Frozen, ulong FirstPage, int Count, NativeBuffer Buffer);
}
