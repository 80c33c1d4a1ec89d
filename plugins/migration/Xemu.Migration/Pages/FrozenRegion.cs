using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>A block whose pages stay as they were until they are copied; see <see cref="BackgroundSource"/>.</summary>
/// <remarks>
/// Pages are copied in units. Who claims a unit copies it as a whole: a worker in its sweep, or a thread that is about to write to it. Before the unit
/// is copied none of its selected pages changes, since their traps hold writers here; afterwards writers pass.
/// </remarks>
internal sealed class FrozenRegion : IPageTrapHandler, IDisposable
{
    private const int Free = 0;
    private const int Claimed = 1;
    private const int Copied = 2;

    private readonly BackgroundSource _owner;
    private readonly int _unitPages;
    private readonly int[] _units;
    private readonly IPageTrap _trap;

    /// <summary>Freezes the selected pages. Machine thread, standing still.</summary>
    public FrozenRegion(RamRegion region, ulong[] selected, BackgroundSource owner)
    {
        Region = region;
        Selected = selected;
        _owner = owner;
        _unitPages = owner.UnitPages;
        _units = new int[(region.PageCount + (ulong)_unitPages - 1) / (ulong)_unitPages];
        _trap = region.Block.Trap(RamAccess.Write, this);
    }

    public RamRegion Region { get; }

    public ulong[] Selected { get; }

    public void Arm() => _trap.Set(0, Selected);

    /// <summary>Whether any page of a unit is to be saved.</summary>
    public bool IsSelected(int unit) => PageBits.NextRun(Selected, (ulong)unit * (ulong)_unitPages, EndOf(unit), out _) > 0;

    /// <summary>One past a unit's last page.</summary>
    public ulong EndOf(int unit) => Math.Min((ulong)(unit + 1) * (ulong)_unitPages, Region.PageCount);

    public int CountUnits() => Enumerable.Range(0, _units.Length).Count(IsSelected);

    public bool TryClaim(int unit) => IsSelected(unit) && Interlocked.CompareExchange(ref _units[unit], Claimed, Free) == Free;

    public void SetCopied(int unit) => Volatile.Write(ref _units[unit], Copied);

    /// <summary>A thread is about to write to a page that is not copied yet.</summary>
    public void Resolve(ulong page)
    {
        int unit = (int)(page / (ulong)_unitPages);
        var spin = default(SpinWait);
        while (Volatile.Read(ref _units[unit]) != Copied && !_owner.IsAbandoned)
        {
            if (TryClaim(unit))
            {
                _owner.CopyAside(this, unit);
                SetCopied(unit);
                return;
            }

            spin.SpinOnce();
        }
    }

    /// <summary>Takes the traps off pages of copied units, so that writers need not come here.</summary>
    public void Thaw(ulong firstPage, ulong endPage)
    {
        for (ulong page = firstPage; page < endPage && _trap.TakeWithin(page, endPage, out ulong first) is > 0 and int count;)
        {
            _trap.Clear(first, count);
            page = first + (ulong)count;
        }
    }

    public void Dispose() => _trap.Dispose();
}
