using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Conformance;

/// <summary>What every SMBus device must pass.</summary>
public abstract class SmbusDeviceConformance : StatefulConformance
{
    [Fact]
    public void EveryCommand_ReadAndWritten_AnswersWithoutThrowing()
    {
        using IComponent component = Made();
        var device = (ISmbusDevice)component;

        for (int command = 0; command < 256; command++)
        {
            _ = device.TryWrite((byte)command, 0x5A);
            _ = device.TryRead((byte)command, out _);
            _ = device.TryReadWord((byte)command, out _);
            _ = device.TryWriteWord((byte)command, 0xA55A);
        }
    }
}
