using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xemu.Abstractions;
using Xemu.Abstractions.Cpu;
using Xemu.Abstractions.State;

namespace Xemu.Machine;

/// <summary>A machine: RAM, address spaces, clock and inputs, and the components that the composer adds.</summary>
/// <remarks>Everything is for one thread, the machine thread, save where <see cref="IMachineControl"/> says otherwise.</remarks>
public sealed class VirtualMachine : IDisposable
{
    private readonly List<KeyValuePair<string, IComponent>> _components = [];
    private readonly List<RamBlock> _blocks = [];

    /// <summary>Makes a machine without components; its RAM is mapped at 0.</summary>
    /// <param name="options">Its make-up.</param>
    /// <param name="log">Its log.</param>
    public VirtualMachine(MachineOptions options, ILogger? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        Ram = CreateRamBlock("ram", options.RamBytes);
        _ = Memory.MapRam("ram", 0, Ram, 0, Ram.SizeBytes);
        Clock = new MachineClock(options.IsDeterministic, options.InstructionsPerSecond, options.EpochSeconds);
        Inputs = new InputQueue(Clock);
        Runner = new MachineRunner(this, log ?? NullLogger.Instance);
        State = new MachineState(this);
    }

    /// <summary>Its make-up.</summary>
    public MachineOptions Options { get; }

    /// <summary>Main RAM.</summary>
    public RamBlock Ram { get; }

    /// <summary>Physical memory; 36 address bits, as the Pentium III has (Intel SDM vol. 3, 3.6).</summary>
    public AddressSpace Memory { get; } = new("memory", 1UL << 36);

    /// <summary>The ports.</summary>
    public AddressSpace Ports { get; } = new("ports", 0x1_0000);

    /// <summary>The clock.</summary>
    public MachineClock Clock { get; }

    /// <summary>The inputs.</summary>
    public InputQueue Inputs { get; }

    /// <summary>The run loop.</summary>
    public MachineRunner Runner { get; }

    /// <summary>The machine for those that save and restore it.</summary>
    public IMachineState State { get; }

    /// <summary>Every RAM block by order of creation, main RAM first.</summary>
    public IReadOnlyList<RamBlock> Blocks => _blocks;

    /// <summary>The components by order of creation.</summary>
    public IReadOnlyList<KeyValuePair<string, IComponent>> Components => _components;

    /// <summary>The CPU: the first component that is one, or null.</summary>
    public ICpu? Cpu { get; private set; }

    /// <summary>Makes a RAM block that belongs to the machine.</summary>
    /// <param name="name">Unique name.</param>
    /// <param name="sizeBytes">Size, a multiple of 4 KiB.</param>
    public RamBlock CreateRamBlock(string name, ulong sizeBytes)
    {
        if (_blocks.Exists(b => b.Name == name))
        {
            throw new ArgumentException($"RAM block '{name}' exists already; each block needs a name of its own.", nameof(name));
        }

        var block = new RamBlock(name, sizeBytes);
        _blocks.Add(block);
        return block;
    }

    /// <summary>Adds a component; the machine disposes it, the last one first.</summary>
    /// <param name="id">Its id in the manifest.</param>
    /// <param name="component">The component.</param>
    public void Add(string id, IComponent component)
    {
        _components.Add(new KeyValuePair<string, IComponent>(id, component));
        if (component is ICpu cpu && Cpu is null)
        {
            Cpu = cpu;
            Clock.ConnectCpu(cpu);
        }
    }

    /// <summary>Wires every component and turns the machine on: reset, then boot loaders.</summary>
    public void PowerOn()
    {
        foreach ((_, IComponent component) in _components)
        {
            component.Wire();
        }

        Reset(ResetKind.Cold);
    }

    /// <summary>Resets every component and loads again what boot loaders bring.</summary>
    /// <param name="kind">How far.</param>
    public void Reset(ResetKind kind)
    {
        foreach ((_, IComponent component) in _components)
        {
            component.Reset(kind);
        }

        foreach ((_, IComponent component) in _components)
        {
            (component as IBootLoader)?.Load();
        }
    }

    /// <summary>Disposes every component, the last one first, and then the memory; what components throw comes out together at the end.</summary>
    /// <exception cref="AggregateException">Components failed; the others and the memory are disposed all the same.</exception>
    public void Dispose()
    {
        List<Exception> failures = [];
        for (int i = _components.Count - 1; i >= 0; i--)
        {
            try
            {
                _components[i].Value.Dispose();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                failures.Add(new InvalidOperationException($"Component '{_components[i].Key}' could not be disposed: {e.Message}", e));
            }
        }

        _components.Clear();
        foreach (RamBlock block in _blocks)
        {
            block.Dispose();
        }

        Runner.Dispose();
        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }
}
