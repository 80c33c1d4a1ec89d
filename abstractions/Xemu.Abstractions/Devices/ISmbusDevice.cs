namespace Xemu.Abstractions.Devices;

/// <summary>A device on the SMBus: 256 byte registers behind command codes. Word and block transfers are made of these by the controller.</summary>
public interface ISmbusDevice
{
    /// <summary>Reads the register of a command code.</summary>
    /// <param name="command">The command code.</param>
    /// <param name="value">The byte.</param>
    /// <returns>Whether the device acknowledges.</returns>
    bool TryRead(byte command, out byte value);

    /// <summary>Writes the register of a command code.</summary>
    /// <param name="command">The command code.</param>
    /// <param name="value">The byte.</param>
    /// <returns>Whether the device acknowledges.</returns>
    bool TryWrite(byte command, byte value);

    /// <summary>Reads the 16-bit register of a command code; by default two byte registers, low one first.</summary>
    bool TryReadWord(byte command, out ushort value)
    {
        bool acknowledged = TryRead(command, out byte low) & TryRead((byte)(command + 1), out byte high);
        value = (ushort)(low | (high << 8));
        return acknowledged;
    }

    /// <summary>Writes the 16-bit register of a command code; by default two byte registers, low one first.</summary>
    bool TryWriteWord(byte command, ushort value) =>
        TryWrite(command, (byte)value) & TryWrite((byte)(command + 1), (byte)(value >> 8));
}
