namespace Xemu.Host;

/// <summary>Checks <c>bus</c> and <c>address</c> of every component.</summary>
internal sealed class BusBinding(IReadOnlyDictionary<string, BoundComponent> components, IReadOnlySet<string> ids, Diagnostics diagnostics)
{
    private readonly Dictionary<(string Bus, object Address), (string Id, SourcePlace Place)> _taken = [];

    public void BindAll()
    {
        foreach (BoundComponent component in components.Values)
        {
            Bind(component);
        }

        foreach (BoundComponent component in components.Values)
        {
            CheckCircle(component);
        }
    }

    private void Bind(BoundComponent component)
    {
        bool hasOwnBus = component.Type.Options.Find(ManifestKeys.Bus) is not null;
        bool hasOwnAddress = component.Type.Options.Find(ManifestKeys.Address) is not null;
        ManifestEntry? bus = hasOwnBus ? null : component.Table.Find(ManifestKeys.Bus);
        ManifestEntry? address = hasOwnAddress ? null : component.Table.Find(ManifestKeys.Address);
        if (bus is null)
        {
            if (address is not null)
            {
                diagnostics.Add(address.Place, $"'address' of '{component.Id}' says a place on a bus, but no 'bus' is named; add bus = \"ID\".");
            }

            return;
        }

        if (bus.Value is not ManifestScalar { Text: { } busId })
        {
            diagnostics.Add(bus.Value.Place, $"'bus' is the id of a component, but this is {bus.Value.KindName}.");
            return;
        }

        if (FindLink(component, bus.Value.Place, busId) is not { } link)
        {
            return;
        }

        if (address is null)
        {
            diagnostics.Add(component.Place, $"'{component.Id}' sits on bus '{busId}' and needs its 'address' there.");
            return;
        }

        string text = (address.Value as ManifestScalar)?.Literal ?? string.Empty;
        if (address.Value is not ManifestScalar { Kind: ScalarKind.Text or ScalarKind.Integer } && text.Length == 0)
        {
            diagnostics.Add(address.Value.Place, $"'address' is a text, but this is {address.Value.KindName}.");
        }
        else if (!link.TryParse(text, out object? place, out string expected))
        {
            diagnostics.Add(address.Value.Place, $"'{text}' is no address on bus '{busId}'. {expected}");
        }
        else
        {
            Take(component, busId, link, place, address.Value.Place);
        }
    }

    private BusLink? FindLink(BoundComponent component, SourcePlace place, string busId)
    {
        if (!ids.Contains(busId))
        {
            IEnumerable<string> buses = components.Values.Where(candidate => BusLink.IsBus(candidate.Type.ComponentClass)).Select(candidate => candidate.Id);
            diagnostics.Add(place, $"There is no component '{busId}'{Suggestion.For(busId, buses, Candidates(buses))}");
            return null;
        }

        if (!components.TryGetValue(busId, out BoundComponent? bus))
        {
            return null;
        }

        if (!BusLink.IsBus(bus.Type.ComponentClass))
        {
            diagnostics.Add(place, $"'{busId}' is a {bus.Type.Name}, which is no bus; name one that is.");
            return null;
        }

        BusLink? link = BusLink.Find(bus.Type.ComponentClass, component.Type.ComponentClass);
        if (link is null)
        {
            string wanted = string.Join(" or ", BusLink.DeviceInterfaces(bus.Type.ComponentClass).Select(type => type.Name));
            diagnostics.Add(place, $"'{component.Id}' is a {component.Type.Name}, which does not fit bus '{busId}': that takes {wanted}.");
        }

        return link;
    }

    private void Take(BoundComponent component, string busId, BusLink link, object address, SourcePlace place)
    {
        if (_taken.TryGetValue((busId, address), out (string Id, SourcePlace Place) other))
        {
            diagnostics.Add(place, $"Address {address} of bus '{busId}' is claimed by '{component.Id}' and by '{other.Id}' ({other.Place}); move one.");
            return;
        }

        _taken.Add((busId, address), (component.Id, place));
        component.Bus = new BusPlace(busId, address, link);
    }

    private void CheckCircle(BoundComponent start)
    {
        List<string> path = [start.Id];
        BoundComponent current = start;
        while (current.Bus is { } bus && components.TryGetValue(bus.BusId, out BoundComponent? next))
        {
            path.Add(next.Id);
            if (next == start)
            {
                diagnostics.Add(start.Place, $"Buses sit on each other in a circle: {string.Join(" → ", path)}; change one 'bus'.");
                start.Bus = null;
                return;
            }

            // A circle further on that does not hold this component is found from one that it does hold.
            if (path.Count > components.Count)
            {
                return;
            }

            current = next;
        }
    }

    private static string Candidates(IEnumerable<string> buses)
    {
        string[] shown = [.. buses.Take(8)];
        return shown.Length == 0 ? "; the machine has no bus." : $"; the machine's buses are {string.Join(", ", shown)}.";
    }
}
