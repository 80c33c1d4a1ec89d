namespace Xemu.Abstractions.Devices;

/// <summary>An input that something drives: an interrupt request, a reset wire.</summary>
/// <remarks>Machine thread only. Setting the level that the line has already does nothing.</remarks>
public interface IInterruptLine
{
    /// <summary>Drives the line.</summary>
    /// <param name="level">True: asserted.</param>
    void SetLevel(bool level);

    /// <summary>Asserts and releases the line: an edge.</summary>
    void Pulse()
    {
        SetLevel(true);
        SetLevel(false);
    }
}
