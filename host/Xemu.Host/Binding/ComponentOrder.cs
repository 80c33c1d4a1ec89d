namespace Xemu.Host;

/// <summary>Sorts components so that each comes after those that it refers to, and otherwise as written.</summary>
internal sealed class ComponentOrder
{
    private readonly Dictionary<string, BoundComponent> _byId;
    private readonly Diagnostics _diagnostics;
    private readonly List<BoundComponent> _sorted = [];
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly List<string> _path = [];

    private ComponentOrder(IReadOnlyList<BoundComponent> components, Diagnostics diagnostics)
    {
        _byId = components.ToDictionary(component => component.Id, StringComparer.Ordinal);
        _diagnostics = diagnostics;
    }

    /// <summary>Sorts; a circle is reported, with all that are in it.</summary>
    public static IReadOnlyList<BoundComponent> Sort(IReadOnlyList<BoundComponent> components, Diagnostics diagnostics)
    {
        var order = new ComponentOrder(components, diagnostics);
        foreach (BoundComponent component in components)
        {
            order.Visit(component);
        }

        return order._sorted;
    }

    // The number of components is bounded, and with it the depth.
    private void Visit(BoundComponent component)
    {
        if (_done.Contains(component.Id))
        {
            return;
        }

        int start = _path.IndexOf(component.Id);
        if (start >= 0)
        {
            string circle = string.Join(" → ", _path.Skip(start).Append(component.Id));
            _diagnostics.Add(component.Place, $"Components refer to each other in a circle: {circle}; remove one reference.");
            return;
        }

        _path.Add(component.Id);
        foreach (string id in component.Dependencies)
        {
            if (_byId.TryGetValue(id, out BoundComponent? dependency))
            {
                Visit(dependency);
            }
        }

        _path.RemoveAt(_path.Count - 1);
        _done.Add(component.Id);
        _sorted.Add(component);
    }
}
