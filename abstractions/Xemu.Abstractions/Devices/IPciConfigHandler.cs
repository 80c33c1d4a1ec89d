namespace Xemu.Abstractions.Devices;

/// <summary>A PCI function with configuration registers of its own, 0x40 to 0xFF; asked for by type.</summary>
public interface IPciConfigHandler
{
    /// <summary>Reads a byte of configuration space.</summary>
    /// <param name="offset">0x40 to 0xFF.</param>
    byte ReadConfig(int offset);

    /// <summary>Writes a byte of configuration space.</summary>
    /// <param name="offset">0x40 to 0xFF.</param>
    /// <param name="value">The byte.</param>
    void WriteConfig(int offset, byte value);
}
