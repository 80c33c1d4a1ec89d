using System.Text.RegularExpressions;
using Xemu.Abstractions.Cpu;

namespace Xemu.Host;

/// <summary>Turns a manifest into a machine that is known to be right, or into mistakes.</summary>
internal sealed partial class ManifestBinder(PluginSet plugins, Diagnostics diagnostics)
{
    /// <summary>More than any machine has; it bounds the work that a hostile file can ask for.</summary>
    public const int MaxComponents = 1024;

    private static readonly OptionsModel MachineModel = OptionsModel.Of(typeof(MachineTable));
    private static readonly OptionsModel HeadlessModel = OptionsModel.Of(typeof(HeadlessTable));

    private readonly Dictionary<string, BoundComponent> _components = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private bool _problemsTold;

    /// <summary>Binds; null after mistakes.</summary>
    /// <param name="document">The manifest.</param>
    /// <param name="now">The host's time, for a machine whose calendar starts now.</param>
    public BoundMachine? Bind(ManifestDocument document, DateTimeOffset now)
    {
        ManifestTable root = document.Root;
        foreach (ManifestEntry entry in root.Entries.Where(entry => !ManifestKeys.Top.Contains(entry.Key)))
        {
            diagnostics.Add(entry.Place, $"A manifest has no key '{entry.Key}'{Suggestion.For(entry.Key, ManifestKeys.Top, $"; it has {string.Join(", ", ManifestKeys.Top)}.")}");
        }

        var machine = (MachineTable)BindTable(root, ManifestKeys.Machine, MachineModel);
        BindTable(root, ManifestKeys.Headless, HeadlessModel);
        CheckRam(root, machine);
        BindComponents(root, document.Display);
        int errorsBefore = diagnostics.Count;
        CheckReferences();
        IReadOnlyList<BoundComponent> sorted = diagnostics.Count == errorsBefore
            ? ComponentOrder.Sort([.. _components.Values], diagnostics)
            : [.. _components.Values];
        new BusBinding(_components, _ids, diagnostics).BindAll();
        CheckCpu(root, document.Display);
        return diagnostics.HasErrors ? null : new BoundMachine(machine.ToOptions(document.DefaultName, document.Display, now), sorted);
    }

    private object BindTable(ManifestTable root, string key, OptionsModel model)
    {
        ManifestEntry? entry = root.Find(key);
        if (entry?.Value is ManifestTable table)
        {
            return new OptionsBinder(diagnostics).Bind(model, table, key, reserved: []);
        }

        if (entry is not null)
        {
            diagnostics.Add(entry.Value.Place, $"'{key}' is a table, but this is {entry.Value.KindName}; write [{key}].");
        }

        return OptionsModel.Create(model.Type);
    }

    private void CheckRam(ManifestTable root, MachineTable machine)
    {
        const ulong PageSize = 4096;
        if (machine.Ram.Bytes % PageSize != 0)
        {
            SourcePlace place = ((ManifestTable)root.Find(ManifestKeys.Machine)!.Value).Find("ram")!.Value.Place;
            diagnostics.Add(place, $"'ram' must be a multiple of 4KiB, but is {machine.Ram}.");
        }
    }

    private void BindComponents(ManifestTable root, string display)
    {
        if (root.Find(ManifestKeys.Components) is not { } entry)
        {
            diagnostics.Add(new SourcePlace(display, 1, 1), "The manifest has no components; add a [components.cpu] table at least.");
            return;
        }

        if (entry.Value is not ManifestTable table)
        {
            diagnostics.Add(entry.Value.Place, $"'components' is a table, but this is {entry.Value.KindName}; write [components.ID].");
            return;
        }

        if (table.Entries.Count > MaxComponents)
        {
            diagnostics.Add(entry.Place, $"The manifest has {table.Entries.Count} components; {MaxComponents} is the most.");
            return;
        }

        foreach (ManifestEntry component in table.Entries)
        {
            _ids.Add(component.Key);
            BindComponent(component);
        }
    }

    private void BindComponent(ManifestEntry entry)
    {
        if (!ComponentId().IsMatch(entry.Key))
        {
            diagnostics.Add(entry.Place, $"'{entry.Key}' is no component id: lower-case letters, digits and dashes, at most 63, a letter first.");
            return;
        }

        if (entry.Value is not ManifestTable table)
        {
            diagnostics.Add(entry.Value.Place, $"A component is a table, but this is {entry.Value.KindName}; write [components.{entry.Key}].");
            return;
        }

        if (table.Find(ManifestKeys.Type) is not { } typeEntry)
        {
            diagnostics.Add(entry.Place, $"Component '{entry.Key}' needs a 'type'; 'xemu-platform plugins' lists them.");
            return;
        }

        if (typeEntry.Value is not ManifestScalar { Text: { } typeName })
        {
            diagnostics.Add(typeEntry.Value.Place, $"'type' is the name of a component type, but this is {typeEntry.Value.KindName}.");
            return;
        }

        if (plugins.FindType(typeName) is not { } type)
        {
            ReportUnknownType(typeEntry, typeName);
            return;
        }

        try
        {
            int typeLayer = typeEntry.Value.Origin.Layer;
            DropForeignPlace(type, table, typeLayer);
            var binder = new OptionsBinder(diagnostics);
            object options = binder.Bind(type.Options, table, typeName, type.ReservedKeys, typeLayer);
            _components.Add(entry.Key, new BoundComponent
            {
                Id = entry.Key,
                Place = entry.Place,
                Type = type,
                Table = table,
                Options = options,
                References = binder.References,
            });
        }
        catch (PluginException e)
        {
            diagnostics.Add(typeEntry.Value.Place, $"Component type '{typeName}' cannot be used. {e.Message}");
        }
    }

    // A replaced type that sits on no bus at all does not want the place of the one before.
    private static void DropForeignPlace(ComponentTypeEntry type, ManifestTable table, int typeLayer)
    {
        bool isDevice = type.ComponentClass.GetInterfaces().Any(contract => contract.Namespace == typeof(Abstractions.Devices.IBus<,>).Namespace && !contract.IsGenericType);
        foreach (string key in new[] { ManifestKeys.Bus, ManifestKeys.Address })
        {
            if (!isDevice && type.Options.Find(key) is null && table.Find(key) is { } entry && entry.Value.Origin.Layer < typeLayer)
            {
                table.Remove(key);
            }
        }
    }

    private void ReportUnknownType(ManifestEntry entry, string typeName)
    {
        string? near = Suggestion.Nearest(typeName, plugins.Types.Select(type => type.Entry.Name));
        string hint = near is null ? "; is its plugin installed? 'xemu-platform plugins' lists what there is." : $"; did you mean '{near}'?";
        diagnostics.Add(entry.Value.Place, $"No plugin has the component type '{typeName}'{hint}");
        if (near is null && !_problemsTold)
        {
            // The type may well be in one of those that could not be loaded.
            _problemsTold = true;
            foreach (PluginProblem problem in plugins.Problems)
            {
                diagnostics.Add(SourcePlace.Of(string.Empty), problem.Message);
            }
        }
    }

    private void CheckReferences()
    {
        foreach (ReferenceSlot slot in _components.Values.SelectMany(component => component.References))
        {
            foreach ((string id, SourcePlace place) in slot.Targets)
            {
                CheckReference(slot.Option, id, place);
            }
        }
    }

    private void CheckReference(OptionInfo option, string id, SourcePlace place)
    {
        string[] fitting = [.. _components.Values.Where(component => option.ValueType.IsAssignableFrom(component.Type.ComponentClass)).Select(component => component.Id)];
        string candidates = fitting.Length == 0
            ? $"; no component of this machine is an {option.ValueType.Name}."
            : $"; these are: {string.Join(", ", fitting.Take(12))}.";
        if (!_ids.Contains(id))
        {
            diagnostics.Add(place, $"There is no component '{id}' for '{option.Key}'{Suggestion.For(id, fitting, fitting.Length == 0 ? candidates : $"; {option.Key} can be {string.Join(", ", fitting.Take(12))}.")}");
        }
        else if (_components.TryGetValue(id, out BoundComponent? target) && !fitting.Contains(id))
        {
            diagnostics.Add(place, $"'{option.Key}' must name an {option.ValueType.Name}, but '{id}' is a {target.Type.Name}{candidates}");
        }
    }

    private void CheckCpu(ManifestTable root, string display)
    {
        bool isKnown = root.Find(ManifestKeys.Components)?.Value is ManifestTable table && _components.Count == table.Entries.Count;
        if (isKnown && !_components.Values.Any(component => typeof(ICpu).IsAssignableFrom(component.Type.ComponentClass)))
        {
            SourcePlace place = root.Find(ManifestKeys.Components)?.Place ?? new SourcePlace(display, 1, 1);
            diagnostics.Add(place, "The machine has no CPU, so nothing would run; add a component such as [components.cpu] with type = \"x86.interpreter\".");
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,62}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex ComponentId();
}
