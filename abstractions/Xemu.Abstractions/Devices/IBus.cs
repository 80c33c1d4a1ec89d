namespace Xemu.Abstractions.Devices;

/// <summary>A bus on which a manifest puts devices with <c>bus = "ID"</c> and <c>address = …</c>.</summary>
/// <typeparam name="TDevice">What may sit on it.</typeparam>
/// <typeparam name="TAddress">How places on it are written; equal values are one place, which the host checks before anything is built.</typeparam>
/// <remarks>The host attaches each device after every component was made and before <see cref="IComponent.Wire"/>.</remarks>
public interface IBus<in TDevice, in TAddress>
    where TDevice : class
    where TAddress : struct, IParsable<TAddress>, IEquatable<TAddress>
{
    /// <summary>Puts a device on the bus.</summary>
    /// <param name="id">The device's component id, for names and messages.</param>
    /// <param name="device">The device.</param>
    /// <param name="address">Its place, which nothing else holds.</param>
    /// <exception cref="ComponentException">The bus has no such place, or the device does not fit it.</exception>
    void Attach(string id, TDevice device, TAddress address);
}
