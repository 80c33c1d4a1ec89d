using Xemu.Abstractions.Memory;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>One restore from a sequential stream, on a thread of its own: from a file, a pipe, or another machine that comes over a socket.</summary>
/// <remarks>
/// A file is looked through first, and nothing of the machine is touched before all of it was checked. From a pipe or a socket the pages go into RAM as they
/// come, once the blocks are known to be the machine's; device state is checked as a whole before any device sees it. A machine that was started as incoming loses nothing by
/// a failure and waits for the next; another one has lost its RAM then, and ends.
/// </remarks>
internal sealed class StreamRestoreSession : IIncomingSession
{
    /// <summary>How long the source's page channels may take to come.</summary>
    private const int ChannelsMs = 20_000;

    private readonly EngineServices _services;
    private readonly RestoreRequest _request;
    private readonly CancellationToken _cancellation;
    private readonly IMigrationStream _stream;
    private readonly SaveProgress _progress = new();
    private readonly ProgressReporter _reporter;
    private readonly BlockTable _blocks;
    private StreamReader? _reader;
    private ReturnPath? _answers;
    private IDisposable? _hold;
    private bool _isLost;
    private bool _staysPaused;

    /// <summary>Makes it.</summary>
    /// <param name="services">The engine.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="stream">The open source, from now on the session's.</param>
    /// <param name="cancellation">Gives up.</param>
    public StreamRestoreSession(EngineServices services, RestoreRequest request, IMigrationStream stream, CancellationToken cancellation)
    {
        _services = services;
        _request = request;
        _stream = stream;
        _cancellation = cancellation;
        _blocks = new BlockTable(services.Parts.Regions);
        _reporter = new ProgressReporter(services.Status, _progress, services.Time);
    }

    private IReadOnlyList<RamRegion> Regions => _services.Parts.Regions;

    private bool IsIncoming => _services.Parts.State.IsIncoming;

    /// <inheritdoc/>
    public bool HasState { get; private set; }

    /// <inheritdoc/>
    public void Run()
    {
        MigrationPhase end = MigrationPhase.Completed;
        string? error = null;
        try
        {
            using (_cancellation.Register(_stream.Abort))
            {
                Restore();
            }
        }
        catch (Exception e)
        {
            bool isCancelled = _cancellation.IsCancellationRequested && !(_isLost && !IsIncoming) && !HasState;
            end = isCancelled ? MigrationPhase.Cancelled : MigrationPhase.Failed;
            error = isCancelled ? null : Failures.Describe(_reader?.ChannelFailure ?? e, $"The restore from '{_request.Uri}' failed");
            _answers ??= _reader is { HasReturnPath: true } ? new ReturnPath(_stream) : null;
            _answers?.Refuse(error ?? "The migration was given up there.");
        }

        if (_isLost && !IsIncoming && end != MigrationPhase.Completed)
        {
            error += " The machine's old state is gone and the new one is not whole: the machine ends.";
            _services.Machine.RequestStop(error, 1);
        }
        else
        {
            if (HasState && (_staysPaused || !_request.Runs))
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
        _answers?.Dispose();
        _stream.Abort();
        _reader?.Dispose();
        _stream.Dispose();
    }

    private void Restore()
    {
        if (_stream.Abilities.IsSeekable)
        {
            LookThrough();
        }

        var main = new MainReader(_stream.Main);
        StreamReader reader = _reader = new StreamReader(main);
        ReadStart(reader);
        _answers = reader.HasReturnPath ? new ReturnPath(_stream) : null;

        if (reader.IsHandover && !IsIncoming)
        {
            throw new MigrationException("This machine runs already and cannot become another one; start the machine that is to receive with --incoming.");
        }

        var sink = new RamSink(Regions, _progress);
        Begin(sink);
        reader.ReadRam(_blocks, sink, () => OpenChannels(reader, sink), _cancellation);
        SnapshotFile file = reader.ReadTail();
        SnapshotFacts facts = FactsOf(file);
        MachineMatch match = MachineMatch.Of(_request.Uri, file, facts, _services.Parts);
        _cancellation.ThrowIfCancellationRequested();
        _services.Status.Update(static status => status with { Phase = MigrationPhase.Device });
        Apply(match, facts);
        HasState = true;
        _isLost = false;
        Agree(match, facts);
    }

    /// <summary>A file: checks everything before anything is touched.</summary>
    private void LookThrough()
    {
        using var reader = new StreamReader(new MainReader(_stream.Main));
        ReadStart(reader);
        reader.ReadRam(_blocks, new BlindSink(), () => throw new SnapshotFormatException("A file has no page channels."), _cancellation);
        SnapshotFile file = reader.ReadTail();
        _ = MachineMatch.Of(_request.Uri, file, FactsOf(file), _services.Parts);
    }

    private void ReadStart(StreamReader reader)
    {
        reader.ReadHeader();
        IReadOnlyList<RamBlockShape> blocks = reader.ReadBlocks();
        if (reader.IsMappedRam)
        {
            throw new MigrationException($"'{_request.Uri}' has pages at fixed places (mapped-ram) and gives bytes in order only; restore it from a file.");
        }

        _blocks.Match(_request.Uri, blocks);
    }

    private static SnapshotFacts FactsOf(SnapshotFile file) => file.Xemu is { } xemu
        ? SnapshotFacts.Read(xemu)
        : throw new SnapshotFormatException("It comes from another program; no machine here can go on from it.");

    /// <summary>Stops the machine and makes its RAM zero.</summary>
    private void Begin(RamSink sink)
    {
        ulong pages = Regions.Aggregate(0UL, static (sum, region) => sum + region.PageCount);
        _services.Gate.RunStopped(
            () =>
            {
                _hold = _services.Gate.Hold();
                _isLost = true;
                _services.Changes.Forget();
                _services.Lazy.Drop();
                foreach (RamRegion region in Regions)
                {
                    region.PrepareWrite();
                }

                sink.Clear();
            },
            _cancellation);
        _progress.Begin(pages);
        _services.Status.Update(status => status with { Phase = MigrationPhase.Active, TotalBytes = pages * IRamBlock.PageSize });
    }

    private ChannelReaders OpenChannels(StreamReader reader, RamSink sink)
    {
        int count = reader.Channels ?? _request.PageChannels;
        if (count == 0)
        {
            throw new MigrationException($"'{_request.Uri}' sends its pages through channels of their own, and does not say how many; say it here (multifd-channels, or channels of the engine).");
        }

        // The source connects all of them before it says how many there are.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_cancellation);
        patience.CancelAfter(ChannelsMs);
        try
        {
            _stream.OpenPageChannels(count, patience.Token);
        }
        catch (OperationCanceledException) when (!_cancellation.IsCancellationRequested)
        {
            throw new MigrationException($"{count} page channels were announced at '{_request.Uri}', and only {_stream.PageChannels.Count} came within {ChannelsMs / 1000} seconds.");
        }

        return new ChannelReaders(_stream, _blocks, sink, e => (_answers ??= new ReturnPath(_stream)).RefuseLater(e.Message));
    }

    private void Apply(MachineMatch match, SnapshotFacts facts)
    {
        var devices = new DeviceLoad(_services.Parts, match, _request.Uri, takesOver: facts.IsHandover);
        _services.Gate.RunStopped(
            () =>
            {
                devices.Begin();
                devices.Finish();
                if (facts.IsHandover)
                {
                    // Last of all: once this has them, the other machine cannot run on.
                    MediaTakeOver.Run(match, _request.Uri);
                }
            },
            CancellationToken.None);
    }

    /// <summary>Tells the source that all is well, and waits for its word.</summary>
    private void Agree(MachineMatch match, SnapshotFacts facts)
    {
        if (_answers is null)
        {
            return;
        }

        try
        {
            _answers.AgreeAndWait();
        }
        catch (Exception e) when (e is IOException or SnapshotFormatException && facts.IsHandover && match.Media.Count > 0)
        {
            // The disks are here, so the source cannot run on, whatever it knows.
        }
        catch (Exception e) when (e is IOException or SnapshotFormatException && facts.IsHandover)
        {
            _staysPaused = true;
            throw new MigrationException(
                $"The machine that came from '{_request.Uri}' is whole, but its source vanished before it confirmed that it does not run on. This one stays paused: look at the source, and when it is stopped or gone for good, let this one go on ('cont').", e);
        }
        catch (Exception e) when (e is IOException or SnapshotFormatException)
        {
            // A copy: nobody minds.
        }
    }
}
