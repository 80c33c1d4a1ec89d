using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Migration;

/// <summary>The migration engine of a machine: one migration at a time, each on a thread of its own.</summary>
internal sealed class MigrationEngine : IComponent, IMigrationEngine, IRunObserver
{
    /// <summary>As an address: wait until a monitor says where the machine comes from.</summary>
    private const string Defer = "defer";

    private readonly EngineOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly IMachineControl _machine;
    private readonly MachineParts _parts;
    private readonly MachineGate _gate;
    private readonly StatusPublisher _status;
    private readonly TransportFinder _transports;
    private readonly LazyHolder _lazy = new();
    private readonly Lock _lock = new();

    [Derived("begins anew with each machine: what it knows is where snapshots on the host are")]
    private ChangeTracker? _changes;

    [Derived("of the migration that is under way")]
    private CancellationTokenSource? _cancel;
    private readonly Departure _departure = new();

    [Derived("keeps the machine still until its state has come")]
    private IDisposable? _incomingHold;

    [Derived("of the migration that is under way")]
    private bool _isAwaited;

    [Derived("of the migration that is under way")]
    private Thread? _thread;

    public MigrationEngine(EngineOptions options, IComponentContext context, TimeProvider? time = null)
    {
        _options = options;
        _log = context.Log;
        _time = time ?? TimeProvider.System;
        _machine = context.Machine;
        _status = new StatusPublisher(context.Log);
        _parts = new MachineParts(context.State, context.Clock, id => context.Monitor.TypeOf(id), type => context.Factory.Types.FirstOrDefault(info => info.Name == type)?.Reference);
        _gate = new MachineGate(context.State, context.Machine);
        _transports = new TransportFinder(options.Transport, () => context.Monitor);
    }

    /// <inheritdoc/>
    public MigrationStatus Status => _status.Current;

    private EngineServices Services => new(_parts, _machine, _gate, _changes ??= new ChangeTracker(_parts.Regions), _status, _lazy, _departure, _time);

    /// <inheritdoc/>
    public void Wire()
    {
        _transports.Wire();
        if (_parts.State.IsIncoming)
        {
            // Nothing runs before there is a machine.
            _incomingHold = _gate.Hold();
        }
    }

    /// <inheritdoc/>
    public void Save(SaveRequest request)
    {
        RequestCheck.Check(request);
        _departure.Check();
        _status.Begin(request.Uri, isIncoming: false);
        Start(cancel =>
        {
            var target = new TransportTarget(request.Uri, request.IsDirect, request.PageChannels);
            SnapshotName? parent = request.Parent is null ? null : ParentCheck.Check(request, Services.Changes.Base, uri => OpenRead(new TransportTarget(uri), cancel));
            IMigrationStream stream = _transports.Find(target).OpenWrite(target, cancel);
            try
            {
                RequestCheck.Check(request, stream.Abilities);
                var session = new SaveSession(Services, request, stream, parent, cancel);
                return (session, session.Run);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        });
    }

    /// <inheritdoc/>
    public void Restore(RestoreRequest request) => Restore(request, areChannelsOptional: false);

    private void Restore(RestoreRequest request, bool areChannelsOptional)
    {
        RequestCheck.Check(request);
        _departure.Check();
        var target = new TransportTarget(request.Uri, request.IsDirect, request.PageChannels);
        IMigrationTransport transport = _transports.Find(target);
        _status.Begin(request.Uri, isIncoming: true);
        CancellationToken cancel = RenewCancellation();
        var arrival = new Arrival(Services, request, uri => OpenRead(target with { Uri = uri }, cancel), cancel => OpenSource(transport, target, areChannelsOptional && !target.IsDirect, cancel));
        _thread = new Thread(() => Run(arrival, cancel)) { IsBackground = true, Name = "xemu-migration" };
        _thread.Start();
        arrival.WaitForStart();
    }

    /// <inheritdoc/>
    public void Cancel()
    {
        if (CancelPresent())
        {
            return;
        }

        if (_departure.TryReturn() is var (isBack, text))
        {
            _status.Update(status => status with { Phase = isBack ? MigrationPhase.Cancelled : MigrationPhase.Failed, Error = isBack ? null : text });
        }
    }

    private bool CancelPresent()
    {
        if (_status.Current.HasEnded)
        {
            return false;
        }

        // Told and cancelled without a lock: both call others.
        _status.Update(static status => status.HasEnded ? status : status with { Phase = MigrationPhase.Cancelling });
        CancellationTokenSource? cancel;
        lock (_lock)
        {
            cancel = _cancel;
        }

        try
        {
            cancel?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The migration has ended and the next one begins: it is not the one that was meant.
        }

        return true;
    }

    /// <inheritdoc/>
    public MigrationStatus WaitForEnd(CancellationToken cancellation) => _status.WaitForEnd(cancellation);

    /// <inheritdoc/>
    public IDisposable Subscribe(Action<MigrationStatus> observer) => _status.Subscribe(observer);

    /// <inheritdoc/>
    public void BeforeRun()
    {
        if (_options.Restore is { Length: > 0 } source)
        {
            var request = new RestoreRequest(SnapshotPlaces.ToUri(source)) { IsLazy = _options.Lazy, PageChannels = _options.Channels, IsDirect = _options.Direct };
            RunToEnd(() => Restore(request, areChannelsOptional: true));
        }

        if (_options.Incoming is { Length: > 0 } address && address != Defer)
        {
            // The loop runs meanwhile, held: monitors answer, and the user can end the machine.
            _isAwaited = true;
            try
            {
                Restore(new RestoreRequest(SnapshotPlaces.ToUri(address)) { PageChannels = _options.Channels }, areChannelsOptional: true);
            }
            catch (MigrationException e)
            {
                throw new ComponentException(e.Message, e);
            }
        }
    }

    /// <inheritdoc/>
    public void AfterRun(string reason, bool failed)
    {
        if (_status.Current.IsIncoming)
        {
            _ = CancelPresent();
        }

        // A save that is under way has its instant, or gets one now: its file shall be whole.
        _gate.Pump(() => _status.Current.HasEnded);
        if (_options.SaveOnExit is { Length: > 0 } target && !failed && !_departure.HasLeft && _incomingHold is null)
        {
            var request = new SaveRequest(SnapshotPlaces.ToUri(target)) { IsMappedRam = true, PageChannels = _options.Channels, IsDirect = _options.Direct };
            RunToEnd(() => Save(request));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = CancelPresent();
        if (_thread is { } thread)
        {
            // It may need the machine thread to put things back.
            _gate.Pump(() => !thread.IsAlive);
        }

        _departure.Dispose();
        _incomingHold?.Dispose();
        _lazy.Dispose();
        _changes?.Dispose();
        _cancel?.Dispose();
        _status.Dispose();
    }

    /// <summary>Migrates while the machine's loop does not run: the machine thread itself waits, and serves.</summary>
    private void RunToEnd(Action begin)
    {
        try
        {
            begin();
        }
        catch (MigrationException e)
        {
            throw new ComponentException(e.Message, e);
        }

        using (new TerminalProgress(_status))
        {
            _gate.Pump(() => _status.Current.HasEnded);
        }

        if (_status.Current is { Phase: not MigrationPhase.Completed } status)
        {
            throw new ComponentException(status.Error ?? $"The migration '{status.Uri}' was given up.");
        }
    }

    /// <summary>Channels of the manifest's default are opened where there can be several: a pipe has one.</summary>
    private static IMigrationStream OpenSource(IMigrationTransport transport, TransportTarget target, bool areChannelsOptional, CancellationToken cancel)
    {
        if (!areChannelsOptional)
        {
            return transport.OpenRead(target, cancel);
        }

        IMigrationStream stream = transport.OpenRead(target with { PageChannels = 0 }, cancel);
        try
        {
            if (stream.Abilities is { IsSeekable: true, IsMultiChannel: true })
            {
                stream.OpenPageChannels(target.PageChannels, cancel);
            }

            return stream;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    private IMigrationStream OpenRead(TransportTarget target, CancellationToken cancel) => _transports.Find(target).OpenRead(target, cancel);

    /// <summary>Opens on the caller's thread, so that it hears what is wrong, and does the rest on the session's own.</summary>
    private void Start(Func<CancellationToken, (IDisposable Session, Action Run)> open)
    {
        CancellationToken cancel = RenewCancellation();
        try
        {
            (IDisposable session, Action run) = open(cancel);
            _thread = new Thread(() => Run(session, run)) { IsBackground = true, Name = "xemu-migration" };
            _thread.Start();
        }
        catch (Exception e)
        {
            string error = Failures.Describe(e, "The migration cannot start");
            _status.Update(status => status with { Phase = MigrationPhase.Failed, Error = error });
            throw e is MigrationException ? e : new MigrationException(error, e);
        }
    }

    private CancellationToken RenewCancellation()
    {
        lock (_lock)
        {
            _thread?.Join();
            _cancel?.Dispose();
            _cancel = new CancellationTokenSource();
            if (_status.Current.Phase == MigrationPhase.Cancelling)
            {
                // Somebody was faster.
                _cancel.Cancel();
            }

            return _cancel.Token;
        }
    }

    private void Run(Arrival arrival, CancellationToken cancel)
    {
        if (arrival.Run(cancel))
        {
            Interlocked.Exchange(ref _incomingHold, null)?.Dispose();
        }

        _gate.Wake();
        if (_isAwaited && _status.Current is { Phase: MigrationPhase.Failed or MigrationPhase.Cancelled } status && _incomingHold is not null)
        {
            _machine.RequestStop(status.Error ?? "The migration that the machine waited for was given up.", 1);
        }
    }

    private void Run(IDisposable session, Action run)
    {
        using (session)
        {
            run();
        }

        MigrationStatus status = _status.Current;
        if (status.Error is { } error)
        {
            MigrationLog.Failed(_log, error);
        }
        else
        {
            MigrationLog.Ended(_log, status.IsIncoming ? "Restore from" : "Save to", status.Uri, status.Phase, status.NormalPages, status.ElapsedMs);
        }

        _gate.Wake();
    }
}
