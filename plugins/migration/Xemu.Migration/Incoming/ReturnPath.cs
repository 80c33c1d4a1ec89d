using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The destination's side of <see cref="Talk"/>.</summary>
internal sealed class ReturnPath(IMigrationStream stream) : IDisposable
{
    /// <summary>How long the source may take to hear of a refusal, and to hang up.</summary>
    private const int PatienceMs = 3000;

    private readonly Lock _gate = new();
    private Timer? _timer;
    private bool _hasSpoken;

    /// <summary>Says that everything is here, and waits for the source's confirmation.</summary>
    /// <exception cref="IOException">It does not come.</exception>
    /// <exception cref="SnapshotFormatException">Something else came.</exception>
    public void AgreeAndWait()
    {
        lock (_gate)
        {
            _hasSpoken = true;
            Talk.Say(stream.Main, ReturnPathKind.Shut, 0);
        }

        Span<byte> bytes = stackalloc byte[MigrationCommand.MaxBytes];
        stream.Main.Read(0, bytes);
        _ = MigrationCommand.TryRead(bytes, out MigrationCommand command, out _);
        if (command != new MigrationCommand(MigrationCommandKind.Ping, Talk.Confirmation))
        {
            throw new SnapshotFormatException($"The source confirms with {command}, which is no confirmation.");
        }
    }

    /// <summary>Says why nothing comes of it, and reads on until the source hangs up, so that it hears it.</summary>
    public void Refuse(string reason)
    {
        if (!TrySay(reason))
        {
            return;
        }

        try
        {
            byte[] rest = new byte[1 << 16];
            while (true)
            {
                stream.Main.Read(0, rest);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Gone, or patience is at its end.
        }
    }

    /// <summary>Like <see cref="Refuse"/>, but another thread reads.</summary>
    public void RefuseLater(string reason) => _ = TrySay(reason);

    public void Dispose() => _timer?.Dispose();

    private bool TrySay(string reason)
    {
        lock (_gate)
        {
            if (_hasSpoken)
            {
                return false;
            }

            _hasSpoken = true;
            try
            {
                _timer = new Timer(_ => stream.Abort(), null, PatienceMs, Timeout.Infinite);
                if (stream.Abilities.IsDuplex)
                {
                    Talk.Refuse(stream.Main, reason);
                    return true;
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
            {
                // It has hung up already.
            }

            stream.Abort();
            return false;
        }
    }
}
