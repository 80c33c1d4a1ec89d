using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>The machine as monitors see it.</summary>
internal sealed class MonitorContext(ComposedMachine composed, MachineServices services) : IMonitorContext
{
    private readonly VirtualMachine _machine = composed.Machine;

    public IReadOnlyDictionary<string, IComponent> Components => new OrderedDictionary<string, IComponent>(_machine.Components, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counters =>
        composed.Counters.ToDictionary(counter => counter.Name, counter => counter.Read(), StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> StatusItems => composed.StatusItems
        .Select(item => (item.Name, Text: item.Render()))
        .Where(item => item.Text.Length > 0)
        .ToDictionary(item => item.Name, item => item.Text, StringComparer.Ordinal);

    public IReadOnlyList<MonitorCommandDefinition> Commands => [.. services.Plugins.MonitorCommands];

    public IMachineControl Machine => _machine.Runner;

    public IMachineState State => _machine.State;

    public IAddressSpace Memory => _machine.Memory;

    public IAddressSpace Ports => _machine.Ports;

    public IComponentFactory Factory => composed.Factory;

    public IPictureWriter Pictures => services.Pictures;

    public string TypeOf(string id) => composed.Types[id];
}
