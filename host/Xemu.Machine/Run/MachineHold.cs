namespace Xemu.Machine;

/// <summary>Keeps a machine from running; letting go twice counts once.</summary>
internal sealed class MachineHold(Action release) : IDisposable
{
    private Action? _release = release;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
