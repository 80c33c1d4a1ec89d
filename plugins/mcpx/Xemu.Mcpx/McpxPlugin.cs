using Xemu.Abstractions;

[assembly: Plugin("mcpx", typeof(Xemu.Mcpx.McpxPlugin))]

namespace Xemu.Mcpx;

/// <summary>The chipset of the Xbox.</summary>
public sealed class McpxPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<PicOptions, Pic>(
            "mcpx.pic", "Two 8259A interrupt controllers.", static (o, c) => new Pic(o, c)));
        registry.AddComponent(new ComponentType<PitOptions, Pit>(
            "mcpx.pit", "8254 interval timer and speaker port.", static (o, c) => new Pit(o, c)));
        registry.AddComponent(new ComponentType<PciOptions, PciRoot>(
            "mcpx.pci", "PCI bus 0 with its configuration ports.", static (o, c) => new PciRoot(o, c)));
        registry.AddComponent(new ComponentType<NoOptions, PciBridge>(
            "mcpx.agp-bridge", "AGP bridge with bus 1 behind it.", static (_, c) => PciBridge.Agp(c)));
        registry.AddComponent(new ComponentType<NoOptions, PciBridge>(
            "mcpx.p2p-bridge", "PCI-to-PCI bridge with an empty bus behind it.", static (_, c) => PciBridge.PciToPci(c)));
        registry.AddComponent(new ComponentType<NoOptions, HostBridge>(
            "mcpx.host-bridge", "CPU bridge of the chipset.", static (_, c) => new HostBridge(c)));
        registry.AddComponent(new ComponentType<NoOptions, MemoryController>(
            "mcpx.memory-controller", "Memory controller of the chipset.", static (_, _) => new MemoryController()));
        registry.AddComponent(new ComponentType<UartOptions, UartComponent>(
            "mcpx.uart16550", "16550A serial port at a fixed address.", static (o, c) => new UartComponent(o, c)));
        registry.AddComponent(new ComponentType<SuperIoOptions, SuperIo>(
            "mcpx.superio", "SMSC LPC47M157 Super I/O of the devkit with two 16550A.", static (o, c) => new SuperIo(o, c)));
    }
}
