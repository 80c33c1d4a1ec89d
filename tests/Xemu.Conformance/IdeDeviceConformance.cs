using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Conformance;

/// <summary>What every device on an IDE channel must pass. <see cref="ComponentConformance.Create"/> attaches it to <see cref="Port"/> as master.</summary>
public abstract class IdeDeviceConformance : StatefulConformance
{
    private const byte DeviceHead = 0xE0;
    private const byte StatusBusy = 0x80;
    private const byte StatusRequest = 0x08;
    private const byte ExecuteDiagnostic = 0x90;

    /// <summary>The device's side of the channel.</summary>
    protected WatchedPort Port { get; } = new();

    [Fact]
    public void Status_Read_AcknowledgesTheInterruptAndAlternateStatusDoesNot()
    {
        using IComponent component = Made();
        var device = (IIdeDevice)component;
        device.WriteRegister(IdeRegister.Device, DeviceHead);
        device.WriteRegister(IdeRegister.Status, ExecuteDiagnostic);
        Machine.Advance(5_000_000_000);
        Assert.True(Port.InterruptLevel);

        _ = device.ReadRegister(IdeRegister.AlternateStatus);
        bool afterAlternate = Port.InterruptLevel;
        _ = device.ReadRegister(IdeRegister.Status);

        Assert.True(afterAlternate);
        Assert.False(Port.InterruptLevel);
    }

    [Fact]
    public void SoftReset_Released_LeavesADeviceThatIsNotBusy()
    {
        using IComponent component = Made();
        var device = (IIdeDevice)component;

        device.WriteRegister(IdeRegister.AlternateStatus, 0x04);
        Machine.Advance(10_000);
        device.WriteRegister(IdeRegister.AlternateStatus, 0x00);
        Machine.Advance(5_000_000_000);

        Assert.Equal(0, device.ReadRegister(IdeRegister.Status) & (StatusBusy | StatusRequest));
        Assert.Equal((1, 1), (device.ReadRegister(IdeRegister.SectorCount), device.ReadRegister(IdeRegister.LbaLow)));
    }

    [Fact]
    public void RandomAccesses_ToEveryRegister_NeverThrow()
    {
        using IComponent component = Made();
        var device = (IIdeDevice)component;
        var random = new Random(1);
        byte[] buffer = new byte[4096];

        for (int i = 0; i < 100_000; i++)
        {
            switch (random.Next(12))
            {
                case < 5:
                    device.WriteRegister((IdeRegister)random.Next(1, 9), (byte)random.Next(256));
                    break;
                case < 8:
                    _ = device.ReadRegister((IdeRegister)random.Next(1, 9));
                    break;
                case 8:
                    device.WriteData((ushort)random.Next());
                    break;
                case 9:
                    _ = device.ReadData();
                    break;
                case 10:
                    Assert.InRange(device.DmaRead(buffer), 0, buffer.Length);
                    Assert.InRange(device.DmaWrite(buffer), 0, buffer.Length);
                    break;
                default:
                    Machine.Advance((ulong)random.Next(1_000_000));
                    break;
            }
        }
    }

    /// <summary>Keeps the levels that the device drives.</summary>
    public sealed class WatchedPort : IIdePort
    {
        private readonly Line _interrupt = new();

        public IInterruptLine Interrupt => _interrupt;

        public IInterruptLine DmaRequest { get; } = new Line();

        public bool InterruptLevel => _interrupt.Level;

        private sealed class Line : IInterruptLine
        {
            public bool Level { get; private set; }

            public void SetLevel(bool level) => Level = level;
        }
    }
}
