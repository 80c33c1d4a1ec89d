using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>One restore, on a thread of its own. Until the file has been checked nothing of the machine is touched.</summary>
internal sealed class RestoreSession : IIncomingSession
{
    private readonly EngineServices _services;
    private readonly RestoreRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly SaveProgress _progress = new();
    private readonly ProgressReporter _reporter;
    private SnapshotChain? _chain;
    private IDisposable? _hold;
    private bool _isLost;

    /// <summary>Makes it.</summary>
    /// <param name="services">The engine.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="chain">The open files, from now on the session's.</param>
    /// <param name="cancellation">Gives up, as long as the machine is untouched.</param>
    public RestoreSession(EngineServices services, RestoreRequest request, SnapshotChain chain, CancellationToken cancellation)
    {
        _services = services;
        _request = request;
        _chain = chain;
        _cancellation = cancellation;
        _reporter = new ProgressReporter(services.Status, _progress, services.Time);
    }

    /// <inheritdoc/>
    public bool HasState { get; private set; }

    /// <inheritdoc/>
    public void Run()
    {
        MigrationPhase end = MigrationPhase.Completed;
        string? error = null;
        try
        {
            Restore();
        }
        catch (Exception e)
        {
            end = _cancellation.IsCancellationRequested && !_isLost ? MigrationPhase.Cancelled : MigrationPhase.Failed;
            error = end == MigrationPhase.Cancelled ? null : Failures.Describe(e, $"The restore from '{_request.Uri}' failed");
        }

        if (_isLost && error is not null)
        {
            error += " The machine's old state is gone and the new one is not whole: the machine ends.";
            _services.Machine.RequestStop(error, 1);
        }
        else
        {
            if (end == MigrationPhase.Completed && !_request.Runs)
            {
                _services.Gate.Pause();
            }

            _hold?.Dispose();
        }

        _services.Status.Update(status => _reporter.Fill(status with { Phase = end, Error = error }));
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _chain?.Dispose();
    }

    private void Restore()
    {
        IReadOnlyList<RamRegion> regions = _services.Parts.Regions;
        SnapshotChain chain = _chain!;
        MachineMatch match;
        using (_cancellation.Register(chain.Abort))
        {
            match = MachineMatch.Of(chain.Newest, _services.Parts);
            chain.Match([.. regions.Select(static region => region.Shape)]);
        }

        var devices = new DeviceLoad(_services.Parts, match, _request.Uri);
        ulong pages = regions.Aggregate(0UL, static (sum, region) => sum + region.PageCount);
        _services.Status.Update(status => status with { Phase = MigrationPhase.Device, TotalBytes = pages * Abstractions.Memory.IRamBlock.PageSize });
        _services.Gate.RunStopped(
            () =>
            {
                _hold = _services.Gate.Hold();
                devices.Begin();
                _isLost = true;
                ReplaceRam(regions, chain);
                if (_request.IsLazy)
                {
                    Finish(devices, chain);
                }
            },
            _cancellation);
        if (!_request.IsLazy)
        {
            // There is no way back from here: a cancel would leave a machine that is neither the old nor the new one.
            _progress.Begin(pages);
            _services.Status.Update(static status => status with { Phase = MigrationPhase.Active });
            new EagerLoad(chain, regions, _progress).Run(CancellationToken.None);
            _services.Gate.RunStopped(() => Finish(devices, chain), CancellationToken.None);
        }

        _isLost = false;
        HasState = true;
    }

    /// <summary>Machine thread: everyone drops what they know of RAM.</summary>
    private void ReplaceRam(IReadOnlyList<RamRegion> regions, SnapshotChain chain)
    {
        _services.Changes.Forget();
        _services.Lazy.Drop();
        foreach (RamRegion region in regions)
        {
            region.PrepareWrite();
        }

        if (_request.IsLazy)
        {
            _chain = null;
            _services.Lazy.Set(new LazyRam(chain, regions, Lost));
        }
    }

    private void Finish(DeviceLoad devices, SnapshotChain chain)
    {
        devices.Finish();
        _services.Parts.RestoredManifest = chain.Newest.Facts.Manifest;
        _services.Changes.StartFrom(new SnapshotName(chain.Newest.Facts.Id, SnapshotPlaces.Absolute(_request.Uri)));
        _services.Lazy.Start();
    }

    private void Lost(string message) => _services.Machine.RequestStop(message, 1);
}
