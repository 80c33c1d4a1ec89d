using System.Diagnostics;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>What the parts of one save share.</summary>
internal sealed class SaveContext
{
    private readonly Lock _gate = new();
    private IDisposable? _hold;
    private long _stoppedAt;

    public SaveContext(EngineServices services, SaveRequest request, IMigrationStream stream, CancellationToken cancellation)
    {
        Services = services;
        Request = request;
        Stream = stream;
        Cancellation = cancellation;
        Limiter = new RateLimiter(request.Mode == SaveMode.Stopped ? 0 : request.MaxBytesPerSecond);
        Workers = new PageWorkers(stream, Progress, Limiter);
    }

    public EngineServices Services { get; }

    public SaveRequest Request { get; }

    public IMigrationStream Stream { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>Names the snapshot.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>The snapshot of which only changes are saved, or null.</summary>
    public SnapshotName? Parent { get; init; }

    public SaveProgress Progress { get; } = new();

    public RateLimiter Limiter { get; }

    public PageWorkers Workers { get; }

    public IReadOnlyList<RamRegion> Regions => Services.Parts.Regions;

    public ulong TotalPages => Regions.Aggregate(0UL, static (sum, region) => sum + region.PageCount);

    public ulong TotalBytes => TotalPages * Abstractions.Memory.IRamBlock.PageSize;

    /// <summary>Whether the machine goes to another one that reads along and answers: its media go with it, and it never runs here again.</summary>
    public bool IsHandover => Stream.Abilities.IsDuplex && !Request.RunsOn;

    /// <summary>Whether media were let go of and the answer has not come.</summary>
    public bool HasReleasedMedia { get; private set; }

    /// <summary>What changed since the parent, once the instant was cut.</summary>
    public ulong[][]? Cut { get; private set; }

    /// <summary>What page channels need of positions and lengths; the main channel needs nothing.</summary>
    public int Alignment => Stream.PageChannels.Count > 0 ? Stream.Abilities.Alignment : 1;

    /// <summary>How long the machine stood still so far, in milliseconds.</summary>
    public double DowntimeMs { get; private set; }

    /// <summary>On the machine thread, standing still: holds the machine until <see cref="LetGo"/>.</summary>
    public void HoldMachine()
    {
        lock (_gate)
        {
            _hold ??= Services.Gate.Hold();
            _stoppedAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Lets the machine run on.</summary>
    public void LetGo()
    {
        lock (_gate)
        {
            if (_hold is not null)
            {
                DowntimeMs += Stopwatch.GetElapsedTime(_stoppedAt).TotalMilliseconds;
                _hold.Dispose();
                _hold = null;
            }
        }
    }

    /// <summary>Before the machine stands still: does what <see cref="TakeInstant"/> would otherwise wait for.</summary>
    public void PrepareInstant()
    {
        if (!IsHandover)
        {
            MachineInstant.Prepare(Services.Parts);
        }
    }

    /// <summary>The other machine does not come about: takes the media back, so that this one can run on.</summary>
    /// <param name="cancellation">Ends waiting for the machine thread.</param>
    /// <exception cref="Abstractions.State.StateException">They are not to be had; the machine must not run.</exception>
    public void TakeBackMedia(CancellationToken cancellation = default)
    {
        if (HasReleasedMedia)
        {
            Services.Gate.RunStopped(() => MediaRelease.TakeBack(Services.Parts), cancellation);
            HasReleasedMedia = false;
        }
    }

    /// <summary>Gives the hold away: whoever gets it keeps the machine from running.</summary>
    public IDisposable? TakeHold()
    {
        lock (_gate)
        {
            IDisposable? hold = _hold;
            if (hold is not null)
            {
                DowntimeMs += Stopwatch.GetElapsedTime(_stoppedAt).TotalMilliseconds;
            }

            _hold = null;
            return hold;
        }
    }

    /// <summary>On the machine thread, standing still: takes the machine's state, and the list of what changed since the last snapshot.</summary>
    public MachineInstant TakeInstant()
    {
        Services.Status.Update(static status => status with { Phase = MigrationPhase.Device });
        foreach (RamRegion region in Regions)
        {
            region.PrepareRead();
        }

        MachineInstant instant = MachineInstant.Take(Services.Parts, IsHandover);
        HasReleasedMedia = IsHandover;
        Cut = Services.Changes.Cut();
        return instant;
    }

    /// <summary>Runs something on the machine thread with the machine standing still, and counts the time.</summary>
    public void RunPaused(Action action) => Services.Gate.RunStopped(
        () =>
        {
            long started = Stopwatch.GetTimestamp();
            try
            {
                action();
            }
            finally
            {
                DowntimeMs += Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            }
        },
        Cancellation);

    /// <summary>Tells that pages go again.</summary>
    public void BeginPass(ulong pages)
    {
        Progress.Begin(pages);
        Services.Status.Update(static status => status with { Phase = MigrationPhase.Active, Passes = status.Passes + 1 });
    }
}
