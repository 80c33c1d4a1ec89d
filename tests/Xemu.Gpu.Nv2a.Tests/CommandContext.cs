using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>The chip's bench as the monitor sees it.</summary>
internal sealed class CommandContext(GpuBench bench) : IMonitorContext
{
    public IReadOnlyDictionary<string, IComponent> Components { get; } = new Dictionary<string, IComponent> { ["gpu"] = bench.Gpu };

    public IReadOnlyDictionary<string, long> Counters => throw new NotSupportedException();

    public IReadOnlyDictionary<string, string> StatusItems => throw new NotSupportedException();

    public IReadOnlyList<MonitorCommandDefinition> Commands => [GpuCommand.Definition];

    public IMachineControl Machine => bench.Machine;

    public IMachineState State => throw new NotSupportedException();

    public IAddressSpace Memory => bench.Machine.Memory;

    public IAddressSpace Ports => throw new NotSupportedException();

    public IComponentFactory Factory => throw new NotSupportedException();

    public IPictureWriter Pictures => bench.Machine;

    public string TypeOf(string id) => "nv2a";

    /// <summary>Asks as a user does.</summary>
    public string Ask(string words) => GpuCommand.Definition.Run(this, words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
