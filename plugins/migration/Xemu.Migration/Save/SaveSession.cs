using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Migration;

/// <summary>One save, on a thread of its own: the order of things, the same for every way to save and every form of file.</summary>
internal sealed class SaveSession : IDisposable
{
    private readonly EngineServices _services;
    private readonly SaveRequest _request;
    private readonly IMigrationStream _stream;
    private readonly ISavePlan _plan;
    private readonly ISaveForm _form;
    private readonly CancellationToken _cancellation;
    private readonly SaveContext _context;
    private readonly ProgressReporter _reporter;

    public SaveSession(EngineServices services, SaveRequest request, IMigrationStream stream, SnapshotName? parent, CancellationToken cancellation)
    {
        _services = services;
        _request = request;
        _stream = stream;
        _cancellation = cancellation;
        _context = new SaveContext(services, request, stream, cancellation) { Parent = parent };
        if (_context.IsHandover)
        {
            MediaRelease.Check(services.Parts);
        }

        _form = request.IsMappedRam ? new MappedRamForm(_context) : new StreamForm(_context);
        _plan = request.Mode switch
        {
            SaveMode.Stopped => new StoppedPlan(_context),
            SaveMode.Live => new LivePlan(_context),
            SaveMode.Background => new BackgroundPlan(_context),
            _ => throw new MigrationException($"{request.Mode} is no way to save."),
        };
        _reporter = new ProgressReporter(services.Status, _context.Progress, services.Time);
    }

    /// <summary>Saves; every outcome ends in the status.</summary>
    public void Run()
    {
        MigrationPhase end;
        string? error = null;
        try
        {
            using (_cancellation.Register(_stream.Abort))
            {
                Save();
            }

            end = MigrationPhase.Completed;
        }
        catch (Exception) when (Conversation is { IsConfirmed: true })
        {
            // The other machine has been told to run; what fails on this side after that changes nothing.
            end = MigrationPhase.Completed;
        }
        catch (Exception e)
        {
            end = _cancellation.IsCancellationRequested ? MigrationPhase.Cancelled : MigrationPhase.Failed;
            error = _cancellation.IsCancellationRequested ? null : Describe(e);
            Undo();
            if (TakeBackMedia() is { } lost)
            {
                (end, error) = (MigrationPhase.Failed, $"{error ?? $"The migration to '{_request.Uri}' was given up."} {lost}");
            }
        }

        if (end == MigrationPhase.Completed && !_request.RunsOn)
        {
            _services.Gate.Pause();
        }

        if (end == MigrationPhase.Completed && _context.IsHandover)
        {
            _services.Departure.HandedOver(_request.Uri, _context.TakeHold());
        }

        _context.LetGo();
        _services.Status.Update(status => _reporter.Fill(status with { Phase = end, Error = error, DowntimeMs = _context.DowntimeMs }));
    }

    public void Dispose()
    {
        _reporter.Dispose();

        // Closed before buffers go: a thread may be listening.
        Conversation?.Dispose();
        _form.Dispose();
        _stream.Dispose();
    }

    private string Describe(Exception e)
    {
        string what = $"The save to '{_request.Uri}' failed";
        return Conversation?.Failure is { } failure ? $"{what}: {failure}" : Failures.Describe(e, what);
    }

    /// <summary>After a failure: lets the machine have its media again.</summary>
    /// <returns>What to tell when they are not to be had: the machine must not run then.</returns>
    private string? TakeBackMedia()
    {
        if (!_context.HasReleasedMedia)
        {
            return null;
        }

        try
        {
            _context.TakeBackMedia();
            return null;
        }
        catch (Exception e) when (e is StateException or IOException)
        {
            _services.Departure.Stranded(_context);
            return $"The machine stays stopped, for its disks are not to be had: {e.Message} Look at the other machine: where it runs, end this one; where it does not, end it and cancel this migration again, which takes the disks back.";
        }
    }

    private Conversation? Conversation => (_form as StreamForm)?.Conversation;

    private void Save()
    {
        _services.Status.Update(status => status with { Phase = MigrationPhase.Active, TotalBytes = _context.TotalBytes });

        // Pages that are still in a file come first: that file may be the one that is about to be overwritten.
        _services.Lazy.WaitForAll(_cancellation);
        _form.Begin();
        MachineInstant instant = _plan.SavePages(_form);
        _cancellation.ThrowIfCancellationRequested();
        if (_request.RunsOn && !_context.IsHandover)
        {
            // Everything was taken out of the machine; what is left is the file's.
            _context.LetGo();
        }

        Conversation?.ExpectAnswer();
        _form.End(instant, Facts(instant));
        Conversation?.Finish(_cancellation);
        _stream.Commit();
        if (_request.IsMappedRam)
        {
            _services.Changes.SetBase(new SnapshotName(_context.Id, SnapshotPlaces.Absolute(_request.Uri)));
        }
        else
        {
            // Nothing can build on a stream: changes go on counting from the snapshot before.
            UndoCut();
        }
    }

    private void Undo()
    {
        _stream.Abort();
        UndoCut();
    }

    private void UndoCut()
    {
        if (_context.Cut is { } cut)
        {
            // What was cut counts on; nobody else touches the lists while a migration is under way.
            _services.Changes.Undo(cut);
        }
    }

    private SnapshotFacts Facts(MachineInstant instant) => new()
    {
        Id = _context.Id,
        Machine = _services.Parts.State.Name,
        Manifest = _services.Parts.Manifest,
        RamBytes = _context.Regions[0].Block.SizeBytes,
        Saved = DateTimeOffset.UtcNow,
        GuestNs = instant.GuestNs,
        IsDeterministic = _services.Parts.Clock.IsDeterministic,
        Parent = _context.Parent,
        IsHandover = _context.IsHandover,
        Components = [.. _services.Parts.State.Stateful.Select(pair => KeyValuePair.Create(pair.Key, _services.Parts.TypeOf(pair.Key)))],
        Media = instant.CompleteSeals(),
    };
}
