using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The ADM1032 temperature sensor at SMBus address 0x4C.</summary>
/// <remarks>Source: ON Semiconductor ADM1032 data sheet, "List of registers": limits and settings are read at one command and written at another. Not modelled: alerts; no limit is ever crossed.</remarks>
internal sealed class Adm1032(Adm1032Options options) : IComponent, IStateful, ISmbusDevice
{
    private const int Configuration = 0x03;
    private const int LimitCount = 0x22;
    private const byte ManufacturerId = 0x41;
    private const byte DieRevision = 0x41;

    /// <summary>Settings by the command that reads them.</summary>
    private readonly byte[] _settings = new byte[LimitCount];

    public void Reset(ResetKind kind)
    {
        Array.Clear(_settings);
        _settings[0x04] = 0x08; // Conversion rate: 16 a second.
        _settings[0x05] = 85; // Local high limit.
        _settings[0x07] = 85; // Remote high limit.
        _settings[0x19] = 85; // Remote critical limit.
        _settings[0x20] = 85; // Local critical limit.
        _settings[0x21] = 10; // Hysteresis.
    }

    public bool TryRead(byte command, out byte value)
    {
        value = command switch
        {
            0x00 => (byte)options.LocalTemperature,
            0x01 => (byte)options.RemoteTemperature,
            >= Configuration and < 0x09 => _settings[command],
            >= 0x11 and < LimitCount => _settings[command],
            0xFE => ManufacturerId,
            0xFF => DieRevision,
            _ => 0,
        };
        return true;
    }

    public bool TryWrite(byte command, byte value)
    {
        int target = command switch
        {
            >= 0x09 and <= 0x0E => command - 6,
            >= 0x11 and < LimitCount => command,
            _ => -1,
        };
        if (target >= 0)
        {
            _settings[target] = value;
        }

        return true;
    }

    public void DescribeState(IStateVisitor state) => state.Bytes("settings", _settings);

    public void Dispose()
    {
    }
}
