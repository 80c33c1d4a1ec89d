using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Abstractions;

/// <summary>The machine as monitors and monitor commands see it. Lists are complete from <see cref="IComponent.Wire"/> on.</summary>
public interface IMonitorContext
{
    /// <summary>Components by id, in the order in which they were made. Touch them on the machine thread.</summary>
    IReadOnlyDictionary<string, IComponent> Components { get; }

    /// <summary>The name of a component's type.</summary>
    /// <param name="id">The component's id.</param>
    string TypeOf(string id);

    /// <summary>Counters by <c>ID/name</c>, read now. Machine thread.</summary>
    IReadOnlyDictionary<string, long> Counters { get; }

    /// <summary>Pieces of the status line by <c>ID/name</c>, rendered now; empty ones are left out. Machine thread.</summary>
    IReadOnlyDictionary<string, string> StatusItems { get; }

    /// <summary>The commands of every plugin.</summary>
    IReadOnlyList<MonitorCommandDefinition> Commands { get; }

    /// <summary>The machine.</summary>
    IMachineControl Machine { get; }

    /// <summary>The machine's state as a whole.</summary>
    IMachineState State { get; }

    /// <summary>Physical memory.</summary>
    IAddressSpace Memory { get; }

    /// <summary>The ports.</summary>
    IAddressSpace Ports { get; }

    /// <summary>Makes components while the machine lives.</summary>
    IComponentFactory Factory { get; }

    /// <summary>Writes pictures.</summary>
    IPictureWriter Pictures { get; }
}
