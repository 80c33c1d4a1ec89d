namespace Xemu.Abstractions.Devices;

/// <summary>A device on an IDE channel. It owns its task file; the channel routes the host's accesses and moves its data. Machine thread only.</summary>
/// <remarks>Source of the register model: ATA/ATAPI-5 (T13 1321D), chapters 7 to 9.</remarks>
public interface IIdeDevice
{
    /// <summary>The device is on the channel.</summary>
    /// <param name="port">Its side of the channel.</param>
    /// <param name="unit">Its place.</param>
    void AttachIde(IIdePort port, IdeUnit unit);

    /// <summary>Reads a task file register. Reading <see cref="IdeRegister.Status"/> acknowledges the interrupt, <see cref="IdeRegister.AlternateStatus"/> does not.</summary>
    byte ReadRegister(IdeRegister register);

    /// <summary>Writes a task file register. Both devices see each write, as on the cable; a command goes to the selected one.</summary>
    void WriteRegister(IdeRegister register, byte value);

    /// <summary>Reads the data register.</summary>
    ushort ReadData();

    /// <summary>Writes the data register.</summary>
    void WriteData(ushort value);

    /// <summary>Moves data of a DMA command from the device to memory.</summary>
    /// <param name="destination">As much as the bus master has room for.</param>
    /// <returns>Bytes moved; 0 while the device has none.</returns>
    int DmaRead(Span<byte> destination);

    /// <summary>Moves data of a DMA command from memory to the device.</summary>
    /// <param name="source">As much as the bus master has.</param>
    /// <returns>Bytes taken; 0 while the device wants none.</returns>
    int DmaWrite(ReadOnlySpan<byte> source);
}
