using Xemu.Abstractions.Migration;

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
        _form = MakeForm(_context);
        _plan = request.Mode switch
        {
            SaveMode.Stopped => new StoppedPlan(_context),
            SaveMode.Live => new LivePlan(_context),
            SaveMode.Background => new BackgroundPlan(_context),
            _ => throw new MigrationException($"{request.Mode} is no way to save."),
        };
        _reporter = new ProgressReporter(services.Status, _context.Progress);
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
        catch (Exception e)
        {
            end = _cancellation.IsCancellationRequested ? MigrationPhase.Cancelled : MigrationPhase.Failed;
            error = _cancellation.IsCancellationRequested ? null : Failures.Describe(e, $"The save to '{_request.Uri}' failed");
            Undo();
        }

        if (end == MigrationPhase.Completed && !_request.RunsOn)
        {
            _services.Machine.RequestPause();
        }

        _context.LetGo();
        _services.Status.Update(status => _reporter.Fill(status with { Phase = end, Error = error, DowntimeMs = _context.DowntimeMs }));
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _form.Dispose();
        _stream.Dispose();
    }

    /// <summary>Without mapped-ram the request is refused before this.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1859", Justification = "A stream will be the second form.")]
    private static ISaveForm MakeForm(SaveContext context) => context.Request.IsMappedRam
        ? new MappedRamForm(context)
        : throw new MigrationException("This build saves with mapped-ram only.");

    private void Save()
    {
        _services.Status.Update(status => status with { Phase = MigrationPhase.Active, TotalBytes = _context.TotalBytes });

        // Pages that are still in a file come first: that file may be the one that is about to be overwritten.
        _services.Lazy.WaitForAll(_cancellation);
        _form.Begin();
        MachineInstant instant = _plan.SavePages(_form);
        _cancellation.ThrowIfCancellationRequested();
        if (_request.RunsOn)
        {
            // Everything was taken out of the machine; what is left is the file's.
            _context.LetGo();
        }

        _form.End(instant, Facts(instant));
        _stream.Commit();
        _services.Changes.SetBase(new SnapshotName(_context.Id, SnapshotPlaces.Absolute(_request.Uri)));
    }

    private void Undo()
    {
        _stream.Abort();
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
        Components = [.. _services.Parts.State.Stateful.Select(pair => KeyValuePair.Create(pair.Key, _services.Parts.TypeOf(pair.Key)))],
        Media = instant.CompleteSeals(),
    };
}
