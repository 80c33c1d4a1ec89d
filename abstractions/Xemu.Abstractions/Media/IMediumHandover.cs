namespace Xemu.Abstractions.Media;

/// <summary>A writable medium that one machine can pass on to another that uses the same files; asked for by type. Machine thread, guest standing still.</summary>
/// <remarks>On a machine that <see cref="State.IMachineState.IsIncoming"/> the medium starts released: nothing is opened or locked until <see cref="TakeOver"/>.</remarks>
public interface IMediumHandover
{
    /// <summary>Whether the medium is let go of: it can be neither read nor written then.</summary>
    bool IsReleased { get; }

    /// <summary>Puts everything on stable storage, closes the files and gives up the lock.</summary>
    /// <returns>The layer as it was left, for the machine that takes over.</returns>
    /// <exception cref="IOException">It could not be written; the medium is as before.</exception>
    MediumLayer Release();

    /// <summary>Opens a released medium again: the other machine did not take it.</summary>
    /// <exception cref="State.StateException">Somebody has it, or has changed it.</exception>
    void TakeBack();

    /// <summary>Opens the medium that another machine released.</summary>
    /// <param name="layer">What <see cref="Release"/> gave there.</param>
    /// <exception cref="State.StateException">It is another medium, has changed since, or is still in use.</exception>
    void TakeOver(MediumLayer layer);
}
