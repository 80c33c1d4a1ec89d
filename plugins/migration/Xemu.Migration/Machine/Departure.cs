using Xemu.Abstractions.Migration;
using Xemu.Abstractions.State;

namespace Xemu.Migration;

/// <summary>Keeps a machine from running that another one has taken over, or may have.</summary>
internal sealed class Departure : IDisposable
{
    private const int PatienceMs = 10_000;

    private readonly Lock _gate = new();
    private IDisposable? _hold;
    private SaveContext? _stranded;
    private string? _uri;

    /// <summary>Whether the machine is, or may be, another one's.</summary>
    public bool HasLeft
    {
        get
        {
            lock (_gate)
            {
                return _uri is not null || _stranded is not null;
            }
        }
    }

    /// <summary>The other machine was told to run. This one never does again.</summary>
    public void HandedOver(string uri, IDisposable? hold)
    {
        lock (_gate)
        {
            (_uri, _hold) = (uri, hold);
        }
    }

    /// <summary>The migration has failed, but its media cannot be had: the other machine may have them.</summary>
    public void Stranded(SaveContext context)
    {
        lock (_gate)
        {
            _hold = context.TakeHold();
            _stranded = context;
        }
    }

    /// <summary>Refuses to migrate what is not here any more.</summary>
    /// <exception cref="MigrationException">It is not.</exception>
    public void Check()
    {
        lock (_gate)
        {
            if (_uri is not null)
            {
                throw new MigrationException($"The machine went to '{_uri}' and runs there; this one can only be ended.");
            }

            if (_stranded is not null)
            {
                throw new MigrationException("The machine's disks were let go of for a migration that failed; cancel it again to take them back.");
            }
        }
    }

    /// <summary>Takes the media of a failed migration back, on the user's word that the other machine does not run, and lets the machine run on.</summary>
    /// <returns>What has become of it, or null when there was nothing to do.</returns>
    public (bool IsBack, string Text)? TryReturn()
    {
        lock (_gate)
        {
            if (_stranded is not { } context)
            {
                return null;
            }

            try
            {
                using var patience = new CancellationTokenSource(PatienceMs);
                context.TakeBackMedia(patience.Token);
            }
            catch (OperationCanceledException)
            {
                return (false, "The machine's run has ended; its disks were let go of.");
            }
            catch (Exception e) when (e is StateException or IOException)
            {
                return (false, $"The machine stays stopped, for its disks are not to be had: {e.Message}");
            }

            _stranded = null;
            _hold?.Dispose();
            _hold = null;
            return (true, "The machine has its disks again and runs on.");
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _hold?.Dispose();
            _hold = null;
        }
    }
}
