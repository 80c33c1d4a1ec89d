namespace Xemu.Abstractions;

/// <summary>A part of a machine. The host makes it, wires it, resets it, and lets it run; every call comes on the machine thread.</summary>
/// <remarks>
/// create (the factory) → <see cref="Wire"/> → <see cref="Reset"/> → <see cref="Start"/> ⇄ <see cref="Pause"/> → <see cref="Quiesce"/> → dispose.
/// Most components need none but <see cref="Reset"/>. <see cref="Start"/> and <see cref="Pause"/> may be called twice.
/// </remarks>
public interface IComponent : IDisposable
{
    /// <summary>Connects to others: every component exists and every device is on its bus.</summary>
    void Wire()
    {
    }

    /// <summary>Goes to the state after power-on or after a reset.</summary>
    /// <param name="kind">Which.</param>
    void Reset(ResetKind kind)
    {
    }

    /// <summary>Guest time begins to pass: own threads may run. They stand during a reset too.</summary>
    void Start()
    {
    }

    /// <summary>Guest time stands still: own threads touch nothing of the guest's any more.</summary>
    void Pause()
    {
    }

    /// <summary>Drains or parks own threads, so that state can be read or the component disposed. Called after <see cref="Pause"/>.</summary>
    void Quiesce()
    {
    }
}
