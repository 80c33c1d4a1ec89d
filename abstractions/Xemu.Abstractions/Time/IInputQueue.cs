namespace Xemu.Abstractions.Time;

/// <summary>The one way by which the outside reaches the guest: each input is stamped with guest time, so that a run can be recorded and replayed.</summary>
public interface IInputQueue
{
    /// <summary>Opens a channel for one kind of input.</summary>
    /// <param name="id">Unique in the machine, by custom <c>component-id/what</c>; it names the channel in recordings.</param>
    /// <param name="deliver">Called on the machine thread, at the stamped time, between two instructions.</param>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    IInputChannel OpenChannel(string id, InputDelivery deliver);
}
