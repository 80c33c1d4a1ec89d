using Xemu.Abstractions.Memory;

namespace Xemu.Boot.Linux;

/// <summary>What the tables tell about, as the PCI functions are set up now.</summary>
/// <param name="PowerBase">First port of the power management registers.</param>
/// <param name="Routes">Interrupt pins of bus 0.</param>
internal sealed record AcpiHardware(ushort PowerBase, IReadOnlyList<PciRoute> Routes)
{
    /// <summary>System control interrupt (Cromwell's PCI set-up; the function has no pin and so no register that says it).</summary>
    public const int SystemControlInterrupt = 12;

    /// <summary>The MCPX's LPC bridge at 1.0 (xboxdevwiki "PCI").</summary>
    private const uint LpcIdentity = 0x01B2_10DE;
    private const int LpcDevice = 1;

    private const int DeviceCount = 32;
    private const int Command = 0x04;
    private const int ClassAndRevision = 0x08;
    private const int HeaderType = 0x0C;
    private const int Bar0 = 0x10;
    private const int BusNumbers = 0x18;
    private const int InterruptLineAndPin = 0x3C;
    private const uint NoFunction = 0xFFFF_FFFF;

    /// <summary>Looks at the machine.</summary>
    /// <returns>Null when the power management registers are absent or have no ports.</returns>
    public static AcpiHardware? Find(IAddressSpace ports)
    {
        var config = new PciConfig(ports);
        uint bar = config.Read(0, LpcDevice, 0, Bar0);
        if (config.Read(0, LpcDevice, 0, 0) != LpcIdentity || (config.Read(0, LpcDevice, 0, Command) & 1) == 0 || (bar & 0xFFFC) == 0)
        {
            return null;
        }

        var routes = new Dictionary<(int Device, int Pin), int>();
        foreach ((int device, int function) in Functions(config, 0))
        {
            AddRoute(routes, config, 0, device, function, device);
            if (IsBridge(config, device, function))
            {
                AddRoutesBehind(routes, config, device, function);
            }
        }

        return new AcpiHardware((ushort)(bar & 0xFFFC), [.. routes.Select(static r => new PciRoute(r.Key.Device, r.Key.Pin, r.Value))]);
    }

    private static IEnumerable<(int Device, int Function)> Functions(PciConfig config, int bus) =>
        from device in Enumerable.Range(0, DeviceCount)
        from function in Enumerable.Range(0, 8)
        where config.Read(bus, device, function, 0) != NoFunction
        select (device, function);

    private static bool IsBridge(PciConfig config, int device, int function) => ((config.Read(0, device, function, HeaderType) >> 16) & 0x7F) == 1;

    /// <summary>A pin behind a bridge comes out at one of the bridge's (PCI-to-PCI Bridge Architecture Specification 1.1, 9.1).</summary>
    private static void AddRoutesBehind(Dictionary<(int Device, int Pin), int> routes, PciConfig config, int bridge, int bridgeFunction)
    {
        int bus = (int)(config.Read(0, bridge, bridgeFunction, BusNumbers) >> 8) & 0xFF;
        if (bus == 0)
        {
            return;
        }

        foreach ((int device, int function) in Functions(config, bus))
        {
            AddRoute(routes, config, bus, device, function, bridge);
        }
    }

    private static void AddRoute(Dictionary<(int Device, int Pin), int> routes, PciConfig config, int bus, int device, int function, int rootDevice)
    {
        uint register = config.Read(bus, device, function, InterruptLineAndPin);
        int pin = (int)(register >> 8) & 0xFF;
        int interrupt = (int)register & 0xFF;
        if (pin is < 1 or > 4 || interrupt is 0 or > 15 || IsCompatibleIde(config.Read(bus, device, function, ClassAndRevision)))
        {
            return;
        }

        int rootPin = bus == 0 ? pin - 1 : (pin - 1 + device) & 3;
        routes.TryAdd((rootDevice, rootPin), interrupt);
    }

    /// <summary>An IDE function in compatibility mode has interrupts 14 and 15, edges, whatever its registers say.</summary>
    private static bool IsCompatibleIde(uint classAndRevision) => classAndRevision >> 16 == 0x0101 && (classAndRevision & 0x0500) == 0;
}
