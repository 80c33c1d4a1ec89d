using Xemu.Abstractions;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>Builds a machine from what the binder has found right, and turns it on.</summary>
internal sealed class MachineComposer
{
    private readonly MachineServices _services;
    private readonly VirtualMachine _machine;
    private readonly ComposedMachine _composed;
    private readonly Dictionary<string, (IComponent Component, BoundComponent Bound)> _made = new(StringComparer.Ordinal);

    private MachineComposer(ComposedMachine composed, MachineServices services)
    {
        _composed = composed;
        _machine = composed.Machine;
        _services = services;
    }

    /// <summary>Makes every component, attaches devices, wires, resets, and runs boot loaders.</summary>
    /// <exception cref="CompositionException">A component refuses; what was made is torn down.</exception>
    public static ComposedMachine Build(BoundMachine bound, MachineServices services)
    {
        var composed = new ComposedMachine(MakeMachine(bound.Options, services), services);
        try
        {
            var composer = new MachineComposer(composed, services);
            composer.Make(bound);
            composer.Attach(bound);
            composer.ForEach((_, component) => component.Wire());
            composer.ForEach((_, component) => component.Reset(ResetKind.Cold));
            composer.ForEach((_, component) => (component as IBootLoader)?.Load());
            return composed;
        }
        catch
        {
            composed.Dispose();
            throw;
        }
    }

    private static VirtualMachine MakeMachine(MachineOptions options, MachineServices services)
    {
        try
        {
            return new VirtualMachine(options, services.Logs.CreateLogger(options.Name));
        }
        catch (Exception e) when (e is IOException or OutOfMemoryException or OverflowException or ArgumentException)
        {
            throw new CompositionException(SourcePlace.Of(string.Empty), $"The host cannot give {new ByteSize(options.RamBytes)} of RAM to the machine: {e.Message}", e);
        }
    }

    private void Make(BoundMachine bound)
    {
        foreach (BoundComponent item in bound.Components)
        {
            Guard(item, () =>
            {
                foreach (ReferenceSlot slot in item.References)
                {
                    slot.Fill(id => _made[id].Component);
                }

                var context = new ComponentContext(item.Id, item.Type.Name, _machine, _services, _composed);
                HostLog.Making(context.Log, item.Type.Name);
                IComponent component = _services.Create(item.Type, item.Options, context);
                _made.Add(item.Id, (component, item));
                _machine.Add(item.Id, component);
                _composed.Types.Add(item.Id, item.Type.Name);
            });
        }
    }

    private void Attach(BoundMachine bound)
    {
        foreach (BoundComponent item in bound.Components.Where(item => item.Bus is not null))
        {
            BusPlace place = item.Bus!;
            Guard(item, () => place.Link.Attach(_made[place.BusId].Component, item.Id, _made[item.Id].Component, place.Address));
        }
    }

    private void ForEach(Action<string, IComponent> action)
    {
        foreach ((string id, (IComponent component, BoundComponent bound)) in _made)
        {
            Guard(bound, () => action(id, component));
        }
    }

    private static void Guard(BoundComponent item, Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is ComponentException or MappingException or StateException)
        {
            throw new CompositionException(Blame.Of(item, e.Message), $"Component '{item.Id}' ({item.Type.Name}): {e.Message}", e);
        }
        catch (Exception e) when (!e.IsFatal())
        {
            throw new CompositionException(
                item.Place, $"Component '{item.Id}' failed to start, which is a fault of its type {item.Type.Name} ({e.GetType().Name}: {e.Message}); please report it.", e);
        }
    }
}
