using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>The machine as monitor commands see it.</summary>
internal sealed class MonitorContext(ComposedMachine machine) : IMonitorContext
{
    public IReadOnlyDictionary<string, IComponent> Components { get; } =
        machine.Machine.Components.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counters =>
        machine.Counters.ToDictionary(counter => counter.Name, counter => counter.Read(), StringComparer.Ordinal);

    public IMachineControl Machine => machine.Machine.Runner;
}
