using System.Runtime.ExceptionServices;
using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>A restore from its beginning: opens the source, which may mean to wait for a peer, looks what comes from it, and runs the session for that.</summary>
internal sealed class Arrival
{
    /// <summary>How long whoever asked waits to hear what is wrong, while the source may be waiting for a peer.</summary>
    private const int GraceMs = 250;

    private readonly EngineServices _services;
    private readonly RestoreRequest _request;
    private readonly Func<string, IMigrationStream> _openOther;
    private readonly Func<CancellationToken, IMigrationStream> _open;
    private readonly TaskCompletionSource _isOpen = new();
    private readonly TaskCompletionSource _isUnderstood = new();
    private ExceptionDispatchInfo? _failure;

    /// <summary>Makes it.</summary>
    /// <param name="services">The engine.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="openOther">Opens a snapshot that this one builds on.</param>
    /// <param name="open">Opens the source.</param>
    public Arrival(EngineServices services, RestoreRequest request, Func<string, IMigrationStream> openOther, Func<CancellationToken, IMigrationStream> open)
    {
        _services = services;
        _request = request;
        _openOther = openOther;
        _open = open;
    }

    /// <summary>Waits until it is clear that the restore has begun, or only waits for a peer.</summary>
    /// <exception cref="MigrationException">It cannot begin.</exception>
    public void WaitForStart()
    {
        if (_isOpen.Task.Wait(GraceMs))
        {
            _isUnderstood.Task.Wait();
            if (_failure is { } failure)
            {
                failure.Throw();
            }
        }
    }

    /// <summary>Does all of it, on the session's thread; every outcome ends in the status.</summary>
    /// <returns>Whether the machine has its new state.</returns>
    public bool Run(CancellationToken cancellation)
    {
        IIncomingSession session;
        try
        {
            session = Open(cancellation);
        }
        catch (Exception e)
        {
            string error = Failures.Describe(e, $"The restore from '{_request.Uri}' cannot start");
            _failure = ExceptionDispatchInfo.Capture(e is MigrationException ? e : new MigrationException(error, e));
            MigrationPhase end = cancellation.IsCancellationRequested ? MigrationPhase.Cancelled : MigrationPhase.Failed;
            _services.Status.Update(status => status with { Phase = end, Error = end == MigrationPhase.Failed ? error : null });
            _ = _isOpen.TrySetResult();
            _ = _isUnderstood.TrySetResult();
            return false;
        }

        _ = _isUnderstood.TrySetResult();
        using (session)
        {
            session.Run();
            return session.HasState;
        }
    }

    private IIncomingSession Open(CancellationToken cancellation)
    {
        IMigrationStream stream = _open(cancellation);
        _ = _isOpen.TrySetResult();
        try
        {
            if (IsSequential(stream))
            {
                if (_request.IsLazy)
                {
                    throw new MigrationException($"'{_request.Uri}' is a stream, whose pages are not at fixed places; restore it without lazy.");
                }

                return new StreamRestoreSession(_services, _request, stream, cancellation);
            }
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        IMigrationStream? first = stream;
        SnapshotChain chain = SnapshotChain.Open(_request.Uri, uri => Interlocked.Exchange(ref first, null) ?? _openOther(uri));
        return new RestoreSession(_services, _request, chain, cancellation);
    }

    /// <summary>Whether pages come in order, and not at fixed places of a file.</summary>
    private static bool IsSequential(IMigrationStream stream)
    {
        if (!stream.Abilities.IsSeekable)
        {
            return true;
        }

        using var reader = new StreamReader(new MainReader(stream.Main));
        try
        {
            reader.ReadHeader();
            _ = reader.ReadBlocks();
            return !reader.IsMappedRam;
        }
        catch (Exception e) when (e is IOException or SnapshotFormatException)
        {
            // Whatever it is, the reader of files says it better.
            return false;
        }
    }
}
