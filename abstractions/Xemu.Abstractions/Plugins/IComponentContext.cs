using Microsoft.Extensions.Logging;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;

namespace Xemu.Abstractions;

/// <summary>What a factory gets besides its options. Take from it in the constructor what is needed; do not keep it.</summary>
public interface IComponentContext
{
    /// <summary>The component's id in the manifest.</summary>
    string Id { get; }

    /// <summary>The component's log; its category is <see cref="Id"/>.</summary>
    ILogger Log { get; }

    /// <summary>The machine's clock.</summary>
    IClock Clock { get; }

    /// <summary>The inputs from outside.</summary>
    IInputQueue Inputs { get; }

    /// <summary>Physical memory.</summary>
    IAddressSpace Memory { get; }

    /// <summary>The ports, 64 KiB.</summary>
    IAddressSpace Ports { get; }

    /// <summary>The machine's main RAM block, mapped at 0 of <see cref="Memory"/> by the host with priority 0.</summary>
    IRamBlock Ram { get; }

    /// <summary>Makes a further RAM block (ROM, video memory); it belongs to the machine and is saved with it.</summary>
    /// <param name="name">Name within the component; the block is called <c>ID/name</c>.</param>
    /// <param name="sizeBytes">Size, a multiple of 4 KiB.</param>
    IRamBlock CreateRamBlock(string name, ulong sizeBytes);

    /// <summary>What a component may ask of the machine as a whole.</summary>
    IMachineControl Machine { get; }

    /// <summary>Registers a number that monitors and status lines show; read on the machine thread, never on the hot path.</summary>
    /// <param name="name">Name within the component, kebab-case; shown as <c>ID/name</c>.</param>
    /// <param name="description">One line with the unit.</param>
    /// <param name="read">Reads it.</param>
    void AddCounter(string name, string description, Func<long> read);

    /// <summary>Registers a piece of the status line.</summary>
    /// <param name="name">Name within the component.</param>
    /// <param name="render">Gives the text now, short; empty hides it.</param>
    void AddStatusItem(string name, Func<string> render);

    /// <summary>Registers a trace source that <c>--trace ID:NAME</c> turns on.</summary>
    /// <param name="name">Name within the component, upper-case by custom (<c>METHODS</c>).</param>
    /// <param name="description">One line.</param>
    ITraceSource AddTraceSource(string name, string description);

    /// <summary>Writes pictures as PNG files.</summary>
    IPictureWriter Pictures { get; }

    /// <summary>The machine's state as a whole: for what saves and restores it.</summary>
    IMachineState State { get; }

    /// <summary>The machine as monitors see it.</summary>
    IMonitorContext Monitor { get; }

    /// <summary>Makes components while the machine lives.</summary>
    IComponentFactory Factory { get; }

    /// <summary>Descriptors that the user handed over.</summary>
    IDescriptorStore Descriptors { get; }
}
