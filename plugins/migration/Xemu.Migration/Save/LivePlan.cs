using System.Diagnostics;
using Xemu.Abstractions.Memory;

namespace Xemu.Migration;

/// <summary>Pages go while the guest runs, those that it dirties go again, and when the rest fits the downtime limit the machine stops for it.</summary>
internal sealed class LivePlan(SaveContext context) : ISavePlan
{
    private readonly DirtyRate _rate = new(context.Services.Time);
    private IDirtyTracker[] _trackers = [];

    public MachineInstant SavePages(ISaveForm form)
    {
        try
        {
            ulong[][]? selection = Begin();
            ulong pages = selection is null ? context.TotalPages : Count(selection);
            while (true)
            {
                double bytesPerMs = RunPass(form, selection, pages);
                selection = Collect();
                pages = Count(selection);
                Publish(_rate.Next(pages));
                if (pages * IRamBlock.PageSize <= bytesPerMs * context.Request.DowntimeLimitMs)
                {
                    return RunLastPass(form, selection);
                }
            }
        }
        finally
        {
            foreach (IDirtyTracker tracker in _trackers)
            {
                tracker.Dispose();
            }
        }
    }

    /// <summary>Starts to track, and gives what the first pass sends; null for everything.</summary>
    private ulong[][]? Begin()
    {
        ulong[][]? selection = null;
        context.Services.Gate.RunStopped(
            () =>
            {
                _trackers = [.. context.Regions.Select(static region => region.Block.TrackDirty("live migration"))];
                _ = CollectDirty();
                _rate.Begin();
                selection = context.Parent is null ? null : context.Services.Changes.Peek();
                context.Services.Changes.Prime();
            },
            context.Cancellation);
        return selection;
    }

    private double RunPass(ISaveForm form, ulong[][]? selection, ulong pages)
    {
        context.BeginPass(pages);
        long started = Stopwatch.GetTimestamp();
        long bytes = context.Progress.Bytes;
        context.Workers.Run(new RamSource(context.Regions, selection, skipsHoles: selection is null, context.Progress), form.Pages, context.Cancellation);
        double elapsedMs = Math.Max(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 0.01);

        // Zero pages cost next to nothing: a pass of few bytes says nothing about the rate, and the next will.
        return Math.Max(context.Progress.Bytes - bytes, IRamBlock.PageSize) / elapsedMs;
    }

    /// <summary>With threads of components at rest: what one of them is just writing would count as taken.</summary>
    private ulong[][] Collect()
    {
        ulong[][] dirty = [];
        context.Services.Gate.RunStopped(() => dirty = CollectDirty(), context.Cancellation);
        return dirty;
    }

    private MachineInstant RunLastPass(ISaveForm form, ulong[][] selection)
    {
        MachineInstant? instant = null;
        context.PrepareInstant();
        context.Services.Gate.RunStopped(
            () =>
            {
                context.HoldMachine();
                instant = context.TakeInstant();
                ulong[][] last = CollectDirty();
                for (int i = 0; i < last.Length; i++)
                {
                    PageBits.Or(selection[i], last[i]);
                }
            },
            context.Cancellation);
        context.Limiter.TurnOff();
        _ = RunPass(form, selection, Count(selection));
        return instant!;
    }

    /// <summary>Machine thread: lets holders of newer copies write them back, and takes what is dirty then.</summary>
    private ulong[][] CollectDirty()
    {
        var dirty = new ulong[context.Regions.Count][];
        foreach (RamRegion region in context.Regions)
        {
            region.PrepareRead();
            dirty[region.Index] = new ulong[region.BitmapWords];
            _ = _trackers[region.Index].Collect(0, dirty[region.Index]);
        }

        return dirty;
    }

    private void Publish(ulong dirtyPagesPerSecond) =>
        context.Services.Status.Note(status => status with { DirtyPagesPerSecond = dirtyPagesPerSecond });

    private static ulong Count(ulong[][] selection) => selection.Aggregate(0UL, static (sum, bits) => sum + PageBits.Count(bits));
}
