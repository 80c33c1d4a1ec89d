namespace Xemu.Abstractions.Devices;

/// <summary>An IDE device's side of the channel.</summary>
public interface IIdePort
{
    /// <summary>INTRQ.</summary>
    IInterruptLine Interrupt { get; }

    /// <summary>DMARQ: the device has data for, or wants data from, the bus master.</summary>
    IInterruptLine DmaRequest { get; }
}
