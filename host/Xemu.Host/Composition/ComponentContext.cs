using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>What a component's factory gets.</summary>
internal sealed class ComponentContext(string id, string type, VirtualMachine machine, MachineServices services, ComposedMachine composed) : IComponentContext
{
    public string Id { get; } = id;

    public ILogger Log { get; } = services.Logs.CreateLogger(id);

    public IClock Clock => machine.Clock;

    public IInputQueue Inputs => machine.Inputs;

    public IAddressSpace Memory => machine.Memory;

    public IAddressSpace Ports => machine.Ports;

    public IRamBlock Ram => machine.Ram;

    public IMachineControl Machine => machine.Runner;

    public IPictureWriter Pictures => services.Pictures;

    public IMachineState State => machine.State;

    public IMonitorContext Monitor => composed.Monitor;

    public IComponentFactory Factory => composed.Factory;

    public IDescriptorStore Descriptors => services.Descriptors;

    public IRamBlock CreateRamBlock(string name, ulong sizeBytes) => machine.CreateRamBlock($"{Id}/{name}", sizeBytes);

    public void AddCounter(string name, string description, Func<long> read) =>
        composed.Counters.Add(new Counter($"{Id}/{name}", description, read));

    public void AddStatusItem(string name, Func<string> render) => composed.StatusItems.Add(new StatusItem($"{Id}/{name}", render));

    public ITraceSource AddTraceSource(string name, string description) => services.Traces.Add(Id, type, name, description, machine.Clock);
}
