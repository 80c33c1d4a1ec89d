using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a;

/// <summary>Lets one thread at a time touch the FIFO and the graphics engine. The FIFO's own thread gives way between two methods.</summary>
/// <remarks>It may be entered again by who is inside. A draw can take long: what need not wait for its end goes by <see cref="TryEnter"/>.</remarks>
[Derived("host-side: nobody is inside while guest time stands")]
internal sealed class FifoGate
{
    private readonly Lock _lock = new();
    private int _waiting;

    /// <summary>What others have left to be done while the gate was held: done first by whoever enters.</summary>
    public Action? Entered { get; set; }

    /// <summary>Whether somebody waits.</summary>
    public bool IsWanted => Volatile.Read(ref _waiting) != 0;

    /// <summary>Enters; waits for who is inside. Any thread.</summary>
    /// <returns>Leaves when disposed.</returns>
    public Scope Enter()
    {
        if (!_lock.TryEnter())
        {
            _ = Interlocked.Increment(ref _waiting);
            _lock.Enter();
            _ = Interlocked.Decrement(ref _waiting);
        }

        return Inside();
    }

    /// <summary>Enters when nobody is inside.</summary>
    /// <param name="scope">Leaves when disposed.</param>
    public bool TryEnter(out Scope scope)
    {
        if (!_lock.TryEnter())
        {
            scope = default;
            return false;
        }

        scope = Inside();
        return true;
    }

    /// <summary>Returns when nobody waits: a lock that is left and entered again at once would never be had by another.</summary>
    public void GiveWay()
    {
        var spin = default(SpinWait);
        while (IsWanted)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>Does what was left; when that fails, the gate is free again.</summary>
    private Scope Inside()
    {
        try
        {
            Entered?.Invoke();
        }
        catch
        {
            _lock.Exit();
            throw;
        }

        return new Scope(_lock);
    }

    /// <summary>Being inside; the default is being nowhere.</summary>
    public readonly ref struct Scope(Lock held)
    {
        private readonly Lock? _held = held;

        public void Dispose() => _held?.Exit();
    }
}
