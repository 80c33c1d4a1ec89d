using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>Knows which pages changed since the last snapshot that was saved or restored; what saves of changes rest on.</summary>
/// <remarks>Machine thread, except <see cref="Base"/> and what says otherwise.</remarks>
internal sealed class ChangeTracker(IReadOnlyList<RamRegion> regions) : IDisposable
{
    private IDirtyTracker[] _trackers = [];
    private ulong[][] _since = [];

    /// <summary>The snapshot from which changes count, or null when there is none yet. Any thread.</summary>
    public SnapshotName? Base { get; private set; }

    /// <summary>Starts to track if nobody has yet; so that a later <see cref="Cut"/> is short.</summary>
    public void Prime()
    {
        if (_trackers.Length == 0)
        {
            _trackers = [.. regions.Select(static region => region.Block.TrackDirty("migration"))];
            _since = Empty();
            Collect();
        }
    }

    /// <summary>Ends the list of changes at this instant and begins a new one.</summary>
    /// <returns>What changed since <see cref="Base"/>, a bitmap a block.</returns>
    public ulong[][] Cut()
    {
        Prime();
        Collect();
        ulong[][] cut = _since;
        _since = Empty();
        return cut;
    }

    /// <summary>What changed since <see cref="Base"/> so far; the list goes on.</summary>
    public ulong[][] Peek()
    {
        Prime();
        Collect();
        return [.. _since.Select(static bits => (ulong[])bits.Clone())];
    }

    /// <summary>The snapshot of the last <see cref="Cut"/> is whole. Any thread.</summary>
    public void SetBase(SnapshotName name) => Base = name;

    /// <summary>The snapshot of the last <see cref="Cut"/> came to nothing: its changes count on.</summary>
    /// <param name="cut">What the cut gave.</param>
    public void Undo(ulong[][] cut)
    {
        for (int i = 0; i < cut.Length; i++)
        {
            PageBits.Or(_since[i], cut[i]);
        }
    }

    /// <summary>RAM is being replaced: nothing is known until the next base.</summary>
    public void Forget() => Base = null;

    /// <summary>RAM is what a snapshot holds, at this instant.</summary>
    public void StartFrom(SnapshotName name)
    {
        if (_trackers.Length == 0)
        {
            Prime();
        }
        else
        {
            _ = Cut();
        }

        Base = name;
    }

    public void Dispose()
    {
        foreach (IDirtyTracker tracker in _trackers)
        {
            tracker.Dispose();
        }

        _trackers = [];
    }

    private ulong[][] Empty() => [.. regions.Select(static region => new ulong[region.BitmapWords])];

    private void Collect()
    {
        for (int i = 0; i < _trackers.Length; i++)
        {
            ulong[] dirty = new ulong[_since[i].Length];
            _ = _trackers[i].Collect(0, dirty);
            PageBits.Or(_since[i], dirty);
        }
    }
}
