using Xemu.Abstractions.Media;
using Xemu.Abstractions.Memory;

namespace Xemu.Abstractions.State;

/// <summary>The machine as a whole, for those that save and restore it.</summary>
/// <remarks>Lists are complete from <see cref="IComponent.Wire"/> on. State is touched only within <see cref="PostStopped"/>, or where the machine thread is known to stand still.</remarks>
public interface IMachineState
{
    /// <summary>The machine's name from the manifest.</summary>
    string Name { get; }

    /// <summary>The manifest that made the machine, as the user named it; empty when there was none.</summary>
    string Manifest { get; }

    /// <summary>Whether the machine was started to receive its state from another: media are not opened before that one has let go of them.</summary>
    bool IsIncoming { get; }

    /// <summary>All that has state, by id, the clock (<c>$clock</c>) first, then components in the order in which they were made.</summary>
    IReadOnlyList<KeyValuePair<string, IStateful>> Stateful { get; }

    /// <summary>Every RAM block, main RAM first.</summary>
    IReadOnlyList<IRamBlock> Blocks { get; }

    /// <summary>Every writable medium, by component id.</summary>
    IReadOnlyList<KeyValuePair<string, IMediumIdentity>> Media { get; }

    /// <summary>Runs something on the machine thread with guest time standing still and every component paused and quiet. Any thread; returns at once.</summary>
    /// <param name="action">What to do. Afterwards the machine goes on, unless it was paused or is held.</param>
    void PostStopped(Action action);

    /// <summary>Keeps the machine from running. Any thread; takes effect between two instructions, and at once within <see cref="PostStopped"/>.</summary>
    /// <returns>Dispose it to let go; the machine runs when nobody holds it and it is not paused.</returns>
    IDisposable Hold();
}
