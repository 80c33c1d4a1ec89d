using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Machine;

namespace Xemu.Migration.Tests;

/// <summary>What the engine's factory gets in these tests.</summary>
internal sealed class RigContext(VirtualMachine machine) : IComponentContext, IMonitorContext, IComponentFactory
{
    public string Id => "migration";

    public ILogger Log => NullLogger.Instance;

    public IClock Clock => machine.Clock;

    public IInputQueue Inputs => machine.Inputs;

    public IAddressSpace Memory => machine.Memory;

    public IAddressSpace Ports => machine.Ports;

    public IRamBlock Ram => machine.Ram;

    public IMachineControl Machine => machine.Runner;

    public IPictureWriter Pictures => throw new NotSupportedException();

    public IMachineState State => machine.State;

    public IMonitorContext Monitor => this;

    public IComponentFactory Factory => this;

    public IDescriptorStore Descriptors => throw new NotSupportedException();

    public IReadOnlyDictionary<string, IComponent> Components => machine.Components.ToDictionary();

    public IReadOnlyDictionary<string, long> Counters => throw new NotSupportedException();

    public IReadOnlyDictionary<string, string> StatusItems => throw new NotSupportedException();

    public IReadOnlyList<MonitorCommandDefinition> Commands => [];

    public IReadOnlyList<ComponentTypeInfo> Types => [];

    public string TypeOf(string id) => $"test.{id}";

    public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options) => throw new NotSupportedException();

    public IRamBlock CreateRamBlock(string name, ulong sizeBytes) => machine.CreateRamBlock(name, sizeBytes);

    public void AddCounter(string name, string description, Func<long> read)
    {
    }

    public void AddStatusItem(string name, Func<string> render)
    {
    }

    public ITraceSource AddTraceSource(string name, string description) => throw new NotSupportedException();
}
