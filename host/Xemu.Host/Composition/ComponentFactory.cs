using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>Makes components while a machine lives; what is left of them is disposed with it.</summary>
internal sealed class ComponentFactory(MachineServices services, Func<string, string, IComponentContext> contextOf) : IComponentFactory
{
    private readonly Lock _gate = new();
    private readonly List<(string Id, IComponent Component)> _made = [];

    public IReadOnlyList<ComponentTypeInfo> Types { get; } =
        [.. services.Plugins.Types.Select(static type => new ComponentTypeInfo(type.Entry.Name, type.Entry.Description, type.Entry.ComponentClass) { Reference = type.Entry.Reference })];

    public IComponent Create(string id, string type, IReadOnlyDictionary<string, string> options)
    {
        ComponentTypeEntry entry = services.Plugins.FindType(type)
            ?? throw new ComponentException($"There is no component type '{type}'{Suggestion.For(type, Types.Select(static known => known.Name), "; 'xemu-platform plugins' lists them.")}");
        IComponent component = services.Create(entry, Bind(entry, id, options), contextOf(id, type));
        lock (_gate)
        {
            _made.Add((id, component));
        }

        component.Wire();
        return component;
    }

    /// <summary>Disposes what was made, the last first. Components bear to be disposed twice.</summary>
    public void DisposeAll()
    {
        List<(string Id, IComponent Component)> left;
        lock (_gate)
        {
            left = [.. _made.AsEnumerable().Reverse()];
            _made.Clear();
        }

        foreach ((string id, IComponent component) in left)
        {
            try
            {
                component.Dispose();
            }
            catch (Exception e) when (!e.IsFatal())
            {
                HostLog.DisposeFailed(services.Logs.CreateLogger(id), e);
            }
        }
    }

    private static object Bind(ComponentTypeEntry entry, string id, IReadOnlyDictionary<string, string> options)
    {
        var diagnostics = new Diagnostics();
        var origin = new ManifestOrigin(id, Environment.CurrentDirectory, 0);
        var table = new ManifestTable(SourcePlace.Of(id), origin, TableForm.Header);
        foreach ((string key, string value) in options)
        {
            if (ManifestOverride.Parse($"{key}={value}", id, origin, diagnostics)?.Find(key) is { } option)
            {
                table.Set(option);
            }
        }

        var binder = new OptionsBinder(diagnostics);
        object record = binder.Bind(entry.Options, table, entry.Name, entry.ReservedKeys);
        if (binder.References.Count > 0)
        {
            throw new ComponentException($"'{entry.Name}' refers to other components and can only be made by a manifest.");
        }

        if (diagnostics.HasErrors)
        {
            throw new ComponentException(diagnostics.Errors[0].ToString());
        }

        return record;
    }
}
