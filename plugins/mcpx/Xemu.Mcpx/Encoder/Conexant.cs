using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The Conexant CX25871 video encoder at SMBus address 0x45: its registers hold what is written.</summary>
/// <remarks>
/// Sources: Conexant CX25870/871 data sheet (registers at even commands, reset by bit 7 of 0xBA); Cromwell (registers that firmware sets).
/// What register 0x00 answers as identity is unverified; it reads 0. Not modelled: what the settings do to the picture.
/// </remarks>
internal sealed class Conexant : IComponent, IStateful, ISmbusDevice
{
    private const byte ResetRegister = 0xBA;
    private const byte ResetBit = 0x80;

    private readonly byte[] _registers = new byte[256];

    public void Reset(ResetKind kind) => Array.Clear(_registers);

    public bool TryRead(byte command, out byte value)
    {
        value = _registers[command];
        return true;
    }

    public bool TryWrite(byte command, byte value)
    {
        if (command == ResetRegister && (value & ResetBit) != 0)
        {
            Array.Clear(_registers);
            value &= unchecked((byte)~ResetBit);
        }

        // The low registers only report.
        if (command >= 0x2E)
        {
            _registers[command] = value;
        }

        return true;
    }

    public void DescribeState(IStateVisitor state) => state.Bytes("registers", _registers);

    public void Dispose()
    {
    }
}
