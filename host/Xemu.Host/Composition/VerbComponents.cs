using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>Makes components for a verb: on a machine that has no guest, which is built when the first one is asked for.</summary>
internal sealed class VerbComponents(HostContext host) : IComponentFactory, IDisposable
{
    private const ulong LeastRam = 4096;

    private Bench? _bench;

    public IReadOnlyList<ComponentTypeInfo> Types => Made().Machine.Factory.Types;

    public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options) => Made().Machine.Factory.Create(id, type, options);

    public void Dispose()
    {
        _bench?.Machine.Dispose();
        _bench?.Descriptors.Dispose();
        _bench?.Logs.Dispose();
    }

    private Bench Made() => _bench ??= Make();

    private Bench Make()
    {
        var logs = new ConsoleLogFactory(host.Error, LogLevel.Warning);
        var descriptors = new DescriptorStore();
        var services = new MachineServices(logs, new PngWriter(), new TraceHub([], TextWriter.Null), host.Plugins, descriptors);
        var machine = new VirtualMachine(new MachineOptions { RamBytes = LeastRam }, logs.CreateLogger("machine"));
        return new Bench(new ComposedMachine(machine, services), descriptors, logs);
    }

    private sealed record Bench(ComposedMachine Machine, DescriptorStore Descriptors, ConsoleLogFactory Logs);
}
