using Xemu.Abstractions;

namespace Xemu.Mcpx.Tests;

public sealed class PluginTests
{
    [Fact]
    public void Register_EveryType_HasItsName()
    {
        var registry = new NameRegistry();

        new McpxPlugin().Register(registry);

        string[] expected =
        [
            "mcpx.aci", "mcpx.adm1032", "mcpx.agp-bridge", "mcpx.apu", "mcpx.conexant", "mcpx.dma", "mcpx.eeprom", "mcpx.host-bridge", "mcpx.lpc",
            "mcpx.memory-controller", "mcpx.nic", "mcpx.ohci", "mcpx.p2p-bridge", "mcpx.pci", "mcpx.pic", "mcpx.pit", "mcpx.rtc", "mcpx.smbus",
            "mcpx.smc", "mcpx.superio", "mcpx.uart16550",
        ];
        Assert.Equal(expected, registry.Names.Order(StringComparer.Ordinal));
    }

    private sealed class NameRegistry : IPluginRegistry
    {
        public List<string> Names { get; } = [];

        public void AddComponent<TOptions, TComponent>(ComponentType<TOptions, TComponent> type)
            where TOptions : class, new()
            where TComponent : class, IComponent => Names.Add(type.Name);

        public void AddVerb(VerbDefinition verb) => Assert.Fail("No verbs are expected.");

        public void AddRunOption(RunOptionDefinition option) => Assert.Fail("No run options are expected.");

        public void AddFileOpener(IFileOpener opener) => Assert.Fail("No file openers are expected.");

        public void AddMonitorCommand(MonitorCommandDefinition command) => Assert.Fail("No monitor commands are expected.");
    }
}
