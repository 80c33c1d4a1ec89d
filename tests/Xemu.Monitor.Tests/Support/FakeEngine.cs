using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Monitor.Tests;

/// <summary>An engine that records what it is asked for and goes through phases as a test says.</summary>
internal sealed class FakeEngine : IComponent, IMigrationEngine
{
    private readonly List<Action<MigrationStatus>> _observers = [];

    public MigrationStatus Status { get; private set; } = new();

    public SaveRequest? Saved { get; private set; }

    public RestoreRequest? Restored { get; private set; }

    public int Cancels { get; private set; }

    public string? Refusal { get; set; }

    public void Save(SaveRequest request)
    {
        Refuse();
        Saved = request;
        Go(new MigrationStatus { Number = Status.Number + 1, Phase = MigrationPhase.Active, Uri = request.Uri, TotalBytes = 1 << 20, RemainingBytes = 1 << 19, Passes = 1 });
    }

    public void Restore(RestoreRequest request)
    {
        Refuse();
        Restored = request;
        Go(new MigrationStatus { Number = Status.Number + 1, Phase = MigrationPhase.Active, IsIncoming = true, Uri = request.Uri });
    }

    public void Cancel()
    {
        Cancels++;
        Go(Status with { Phase = MigrationPhase.Cancelled });
    }

    public MigrationStatus WaitForEnd(CancellationToken cancellation) => Status;

    public IDisposable Subscribe(Action<MigrationStatus> observer)
    {
        _observers.Add(observer);
        return new Subscription(this, observer);
    }

    public void Go(MigrationStatus status)
    {
        Status = status;
        _observers.ForEach(o => o(status));
    }

    public void Dispose()
    {
    }

    private void Refuse()
    {
        if (Refusal is not null)
        {
            throw new MigrationException(Refusal);
        }
    }

    private sealed class Subscription(FakeEngine engine, Action<MigrationStatus> observer) : IDisposable
    {
        public void Dispose() => engine._observers.Remove(observer);
    }
}
