using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Keeps what lies under tiles in the order of rows, as the engines and the window on memory see it, and puts it where it belongs when the tile goes.</summary>
/// <remarks>
/// So no access is translated, and who draws finds rows. A tile takes effect when the engines work for the first time after it was set, since its registers are
/// written one by one; it loses it as soon as one of them is another. What the processor sees at the memory's own addresses under a tile is not modelled: there it
/// sees rows as well; and what it writes through the window before the engines work is taken for what lay there in memory's order. Not laid out are the rest of a
/// tile behind its last whole 16 rows of pages, and tiles that lie over each other.
/// </remarks>
internal sealed class TiledMemory(IRamBlock ram)
{
    /// <summary>The tiles whose memory has the order of rows.</summary>
    private readonly TileLayout[] _ordered = new TileLayout[PfbRegisters.TileCount];

    [Derived("follows the registers")]
    private readonly TileLayout[] _set = new TileLayout[PfbRegisters.TileCount];

    [Derived("follows the registers")]
    private bool _isBehind;

    /// <summary>A tile's registers are written.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="layout">What they say now.</param>
    public void Set(int index, TileLayout layout)
    {
        if (_ordered[index] != layout)
        {
            Convert(_ordered[index], toRows: false);
            _ordered[index] = default;

            // Where it goes, one that lay over it may have its turn.
            _isBehind = true;
        }

        _set[index] = layout;
    }

    /// <summary>The engines are about to work.</summary>
    /// <returns>Bytes that were moved for it.</returns>
    public long Update() => _isBehind ? Order() : 0;

    /// <summary>The tiles go, and what lies under them stays in rows: memory outlives a reset, and pictures that are kept over one are shown without a tile.</summary>
    public void Reset()
    {
        Array.Clear(_ordered);
        Array.Clear(_set);
        _isBehind = false;
    }

    public void DescribeState(IStateVisitor state)
    {
        for (int i = 0; i < _ordered.Length; i++)
        {
            (uint first, uint size, uint pitch, bool swapsBanks) = _ordered[i];
            state.Field($"ordered-base-{i}", ref first);
            state.Field($"ordered-size-{i}", ref size);
            state.Field($"ordered-pitch-{i}", ref pitch);
            state.Field($"ordered-swaps-{i}", ref swapsBanks);

            // A file may say anything: what no registers can say is no tile.
            var layout = TileLayout.Decode(first | (swapsBanks ? 3u : 1), first + size - 1, pitch);
            _ordered[i] = size == 0 || layout.SizeBytes != size ? default : layout;
        }
    }

    /// <summary>After a restore: what the registers say. Files of version 1 say nothing of the order: there it is that of rows.</summary>
    /// <param name="layouts">The tiles.</param>
    /// <param name="isOrdered">Whether memory has that order already.</param>
    public void AfterRestore(ReadOnlySpan<TileLayout> layouts, bool isOrdered)
    {
        layouts.CopyTo(_set);
        _isBehind = !isOrdered;
        if (isOrdered)
        {
            layouts.CopyTo(_ordered);
        }
    }

    private long Order()
    {
        _isBehind = false;
        long bytes = 0;
        for (int i = 0; i < _set.Length; i++)
        {
            TileLayout layout = _set[i];
            if (layout.IsOn && layout != _ordered[i] && !_ordered.Any(other => Overlap(layout, other)))
            {
                bytes += Convert(layout, toRows: true);
                _ordered[i] = layout;
            }
        }

        return bytes;
    }

    private static bool Overlap(TileLayout a, TileLayout b) => a.IsOn && b.IsOn && a.Base < (ulong)b.Base + b.SizeBytes && b.Base < (ulong)a.Base + a.SizeBytes;

    private long Convert(TileLayout layout, bool toRows)
    {
        if (!layout.IsOn || layout.Base >= ram.SizeBytes)
        {
            return 0;
        }

        int unit = layout.UnitBytes;
        int count = (int)(Math.Min(layout.SizeBytes, ram.SizeBytes - layout.Base) / (uint)unit);
        byte[] copy = count == 0 ? [] : new byte[unit];
        for (int i = 0; i < count; i++)
        {
            using RamLease lease = ram.Lease(layout.Base + ((ulong)i * (uint)unit), unit, RamAccess.ReadWrite);
            lease.Span.CopyTo(copy);
            if (toRows)
            {
                layout.Gather(i, copy, lease.Span);
            }
            else
            {
                layout.Scatter(i, copy, lease.Span);
            }
        }

        return (long)count * unit;
    }
}
