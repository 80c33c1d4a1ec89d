using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The source's side of <see cref="Talk"/>: a thread listens to the destination from the start, so that a refusal or a peer that is gone ends the migration at once.</summary>
internal sealed class Conversation(IMigrationStream stream, bool isHandover) : IDisposable
{
    /// <summary>How long the destination may take for its answer once it was sent everything, while no machine runs.</summary>
    private const int AnswerMs = 60_000;

    private readonly ManualResetEventSlim _ended = new();
    private Thread? _thread;
    private volatile bool _hasSentAll;
    private volatile bool _isAgreed;
    private volatile string? _failure;

    /// <summary>Whether the source has confirmed: from now on the machine is the other's.</summary>
    public bool IsConfirmed { get; private set; }

    /// <summary>Why nothing came of it, as far as the destination is the cause; else null.</summary>
    public string? Failure => _failure;

    /// <summary>Starts to listen.</summary>
    public void Start()
    {
        _thread = new Thread(Listen) { IsBackground = true, Name = "xemu-migration-answers" };
        _thread.Start();
    }

    /// <summary>The commands that open the conversation.</summary>
    public byte[] Opening(int channels)
    {
        byte[] bytes = new byte[2 * MigrationCommand.MaxBytes];
        int length = new MigrationCommand(MigrationCommandKind.OpenReturnPath, 0).Write(bytes);
        length += new MigrationCommand(MigrationCommandKind.Ping, Talk.Announce(channels, isHandover)).Write(bytes.AsSpan(length));
        return bytes[..length];
    }

    /// <summary>Everything will have been sent with the next write; an answer is welcome from now on.</summary>
    public void ExpectAnswer() => _hasSentAll = true;

    /// <summary>Waits for the answer and confirms it.</summary>
    /// <exception cref="MigrationException">The destination does not take the machine.</exception>
    /// <exception cref="OperationCanceledException">It was given up before.</exception>
    public void Finish(CancellationToken cancellation)
    {
        if (!_ended.Wait(AnswerMs, cancellation))
        {
            _failure = $"The other machine has everything and did not answer for {AnswerMs / 1000} seconds.";
            throw new MigrationException(_failure);
        }

        if (!_isAgreed)
        {
            throw new MigrationException(_failure ?? "The other machine did not take the state.");
        }

        // Who cancels now comes too late: the other one may have read the confirmation.
        cancellation.ThrowIfCancellationRequested();
        Span<byte> bytes = stackalloc byte[MigrationCommand.MaxBytes];
        int length = new MigrationCommand(MigrationCommandKind.Ping, Talk.Confirmation).Write(bytes);
        stream.Main.Write(0, bytes[..length]);
        IsConfirmed = true;
    }

    public void Dispose()
    {
        stream.Abort();
        stream.Dispose();
        _thread?.Join();
        _ended.Dispose();
    }

    private void Listen()
    {
        try
        {
            string? said = null;
            while (true)
            {
                ReturnPathMessage message = Talk.Listen(stream.Main, out string? reason);
                said = reason ?? said;
                if (message.Kind == ReturnPathKind.Shut)
                {
                    _isAgreed = message.Value == 0 && _hasSentAll;
                    _failure = _isAgreed ? null : message.Value == 0
                        ? "The other machine answered before it had everything."
                        : $"The other machine refused: {said ?? $"error {message.Value}."}";
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or SnapshotFormatException or ObjectDisposedException or InvalidOperationException)
        {
            _failure = e is SnapshotFormatException
                ? $"The other side is no machine that can take the state: {e.Message}"
                : $"The other machine is gone, or was ended, before it had everything: {e.Message}";
        }

        _ended.Set();
        if (!_isAgreed)
        {
            // Whoever is writing need not go on.
            stream.Abort();
        }
    }
}
