using Xemu.Abstractions;
using Xemu.Abstractions.Migration;

namespace Xemu.Migration;

/// <summary>Finds the transport that serves an address: the one that the manifest gave to the engine, then the manifest's others, then one of each type that plugins bring.</summary>
internal sealed class TransportFinder(IMigrationTransport? preferred, Func<IMonitorContext> monitor)
{
    private readonly Lock _gate = new();
    private List<IMigrationTransport>? _known;
    private List<ComponentTypeInfo> _untried = [];

    /// <summary>Looks at the manifest's components; called once they are wired.</summary>
    public void Wire()
    {
        IMonitorContext context = monitor();
        HashSet<Type> classes = [.. context.Components.Values.Where(static component => component is IMigrationTransport).Select(static component => component.GetType())];
        _known = [.. preferred is null ? [] : new[] { preferred }, .. context.Components.Values.OfType<IMigrationTransport>()];
        _untried = [.. context.Factory.Types.Where(type => type.Component.IsAssignableTo(typeof(IMigrationTransport)) && !classes.Contains(type.Component))];
    }

    /// <summary>Finds it.</summary>
    /// <exception cref="MigrationException">None takes the address.</exception>
    public IMigrationTransport Find(TransportTarget target)
    {
        lock (_gate)
        {
            List<IMigrationTransport> known = _known ??= preferred is null ? [] : [preferred];
            foreach (IMigrationTransport transport in known)
            {
                if (transport.Accepts(target))
                {
                    return transport;
                }
            }

            while (_untried.Count > 0)
            {
                ComponentTypeInfo type = _untried[0];
                _untried.RemoveAt(0);
                var transport = (IMigrationTransport)Make(type);
                known.Add(transport);
                if (transport.Accepts(target))
                {
                    return transport;
                }
            }
        }

        string direct = target.IsDirect ? " with direct I/O" : string.Empty;
        throw new MigrationException($"No transport takes the address '{target.Uri}'{direct}; addresses look like file:PATH, fd:NAME, unix:PATH, tcp:HOST:PORT.");
    }

    private IComponent Make(ComponentTypeInfo type)
    {
        try
        {
            return monitor().Factory.Create($"migration-{type.Name}", type.Name, new Dictionary<string, string>());
        }
        catch (ComponentException e)
        {
            throw new MigrationException($"The transport '{type.Name}' cannot be made: {e.Message}", e);
        }
    }
}
