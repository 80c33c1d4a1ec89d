using Xemu.Abstractions.Memory;

namespace Xemu.Kernel.Hle;

/// <summary>The SMBus through the registers of its controller at port 0xC000, as the console's kernel uses it. Source: xboxdevwiki "SMBus".</summary>
internal sealed class SmbusAccess(IAddressSpace ports)
{
    private const ulong Status = 0xC000;
    private const ulong Control = 0xC002;
    private const ulong Address = 0xC004;
    private const ulong Data = 0xC006;
    private const ulong Command = 0xC008;
    private const ulong Complete = 0x10;
    private const ulong Clear = 0xFF;
    private const ulong StartByte = 0x0A;
    private const ulong StartWord = 0x0B;

    /// <summary>Reads a register of a device.</summary>
    /// <param name="address">The device's address, twice its seven bits.</param>
    /// <param name="command">The register.</param>
    /// <param name="word">Whether it has 16 bits.</param>
    /// <param name="value">What it holds.</param>
    /// <returns>Whether the device answered.</returns>
    public bool TryRead(byte address, byte command, bool word, out ushort value)
    {
        bool answered = Run(address | 1UL, command, word);
        value = answered ? (ushort)ports.ReadValue(Data, word ? 2 : 1) : (ushort)0;
        return answered;
    }

    /// <summary>Writes a register of a device.</summary>
    /// <returns>Whether the device answered.</returns>
    public bool TryWrite(byte address, byte command, bool word, ushort value)
    {
        ports.WriteValue(Data, 2, value);
        return Run(address & 0xFEUL, command, word);
    }

    private bool Run(ulong address, byte command, bool word)
    {
        ports.WriteValue(Status, 1, Clear);
        ports.WriteValue(Address, 1, address);
        ports.WriteValue(Command, 1, command);
        ports.WriteValue(Control, 1, word ? StartWord : StartByte);
        return (ports.ReadValue(Status, 1) & Complete) != 0;
    }
}
