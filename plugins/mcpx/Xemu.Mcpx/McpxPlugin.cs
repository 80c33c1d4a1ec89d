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
        registry.AddComponent(new ComponentType<RtcOptions, Rtc>(
            "mcpx.rtc", "MC146818 real-time clock with its memory.", static (o, c) => new Rtc(o, c)));
        registry.AddComponent(new ComponentType<NoOptions, Dma>(
            "mcpx.dma", "Two 8237A, registers only.", static (_, c) => new Dma(c)));
        registry.AddComponent(new ComponentType<LpcOptions, Lpc>(
            "mcpx.lpc", "LPC bridge with power management and the boot ROM's switch.", static (o, c) => new Lpc(o, c)));
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
        registry.AddComponent(new ComponentType<NoOptions, Smbus>(
            "mcpx.smbus", "SMBus controller.", static (_, c) => new Smbus(c)));
        registry.AddComponent(new ComponentType<SmcOptions, Smc>(
            "mcpx.smc", "System Management Controller: power, tray, LED, video connector.", static (o, c) => new Smc(o, c)));
        registry.AddComponent(new ComponentType<EepromOptions, Eeprom>(
            "mcpx.eeprom", "EEPROM with the console's settings, kept in a file.", static (o, c) => new Eeprom(o, c))
        { CreateShadow = static (o, c) => new Eeprom(o, c, isShadow: true) });
        registry.AddComponent(new ComponentType<Adm1032Options, Adm1032>(
            "mcpx.adm1032", "ADM1032 temperature sensor.", static (o, _) => new Adm1032(o)));
        registry.AddComponent(new ComponentType<NoOptions, Conexant>(
            "mcpx.conexant", "Conexant CX25871 video encoder, registers only.", static (_, _) => new Conexant()));
        registry.AddComponent(new ComponentType<NoOptions, Ohci>(
            "mcpx.ohci", "USB host controller with an empty root hub.", static (_, c) => new Ohci(c)));
        registry.AddComponent(new ComponentType<NoOptions, Nic>(
            "mcpx.nic", "Network controller with nothing plugged in.", static (_, c) => new Nic(c)));
        registry.AddComponent(new ComponentType<NoOptions, Apu>(
            "mcpx.apu", "Audio processor, registers only.", static (_, c) => new Apu(c)));
        registry.AddComponent(new ComponentType<NoOptions, Aci>(
            "mcpx.aci", "AC'97 interface whose channels run without sound.", static (_, c) => new Aci(c)));
    }
}
