namespace Xemu.Host;

/// <summary>Carries out <c>[plugins]</c>: checks pins and loads the directories that a manifest lists.</summary>
internal sealed class ManifestPlugins(PluginSet plugins, bool allowAll, Diagnostics diagnostics)
{
    private const string DirectoriesKey = "directories";
    private const string PinKey = "pin";

    public void Apply(ManifestTable root)
    {
        if (!root.TryGet(ManifestKeys.Plugins, out ManifestEntry? entry))
        {
            return;
        }

        if (entry.Value is not ManifestTable table)
        {
            diagnostics.Add(entry.Value.Place, $"'plugins' is a table, but this is {entry.Value.KindName}; write [plugins].");
            return;
        }

        foreach (ManifestEntry unknown in table.Entries.Where(candidate => candidate.Key is not (DirectoriesKey or PinKey)))
        {
            diagnostics.Add(unknown.Place, $"'plugins' has no key '{unknown.Key}'{Suggestion.For(unknown.Key, [DirectoriesKey, PinKey], "; it has directories and pin.")}");
        }

        List<PluginPin> pins = ReadPins(table.Find(PinKey)?.Value);
        if (table.Find(DirectoriesKey) is { } directories)
        {
            LoadDirectories(directories.Value, pins);
        }

        foreach (PluginPin pin in pins)
        {
            CheckPin(pin);
        }
    }

    private List<PluginPin> ReadPins(ManifestValue? value)
    {
        List<PluginPin> pins = [];
        if (value is not (null or ManifestTable))
        {
            diagnostics.Add(value.Place, $"'pin' is a table, but this is {value.KindName}; write [plugins.pin].");
        }

        foreach (ManifestEntry entry in (value as ManifestTable)?.Entries ?? [])
        {
            string? text = (entry.Value as ManifestScalar)?.Text;
            if (text is not null && PluginPin.Parse(entry.Key, text, entry.Value.Place) is { } pin)
            {
                pins.Add(pin);
            }
            else
            {
                diagnostics.Add(entry.Value.Place, "A pin is \"version 0.1.0\" or \"sha256:\" and 64 hexadecimal digits.");
            }
        }

        return pins;
    }

    private void LoadDirectories(ManifestValue value, IReadOnlyList<PluginPin> pins)
    {
        if (value is not ManifestArray array)
        {
            diagnostics.Add(value.Place, $"'directories' is an array of paths, but this is {value.KindName}; put it in [ ].");
            return;
        }

        foreach (ManifestValue item in array.Items)
        {
            if (item is not ManifestScalar { Text: { Length: > 0 } text } || text.Contains('\0', StringComparison.Ordinal))
            {
                diagnostics.Add(item.Place, "A plugin directory is a path.");
                continue;
            }

            string directory = PathResolver.Resolve(text, item.Origin.Directory);
            if (!Directory.Exists(directory))
            {
                diagnostics.Add(item.Place, $"Plugin directory '{text}' does not exist at '{directory}'; correct the path.");
                continue;
            }

            LoadDirectory(directory, item.Place, pins);
        }
    }

    private void LoadDirectory(string directory, SourcePlace place, IReadOnlyList<PluginPin> pins)
    {
        try
        {
            foreach (string assembly in PluginScanner.Find(directory))
            {
                LoadListed(assembly, place, pins);
            }
        }
        catch (PluginException e)
        {
            diagnostics.Add(place, e.Message);
        }
    }

    // A manifest may come from anywhere: it cannot make the host run code that its user has not agreed to.
    private void LoadListed(string assembly, SourcePlace place, IReadOnlyList<PluginPin> pins)
    {
        PluginMetadata metadata = PluginScanner.Inspect(assembly);
        if (plugins.Plugins.Any(plugin => plugin.Metadata.Path == metadata.Path))
        {
            return;
        }

        PluginPin? pin = pins.FirstOrDefault(candidate => candidate.AssemblyName == metadata.AssemblyName);
        if (!allowAll && pin?.Sha256 is null)
        {
            diagnostics.Add(place, $"Plugin '{metadata.AssemblyName}' is not pinned by its SHA-256; if you trust it, add \"{metadata.AssemblyName}\" = \"sha256:{PluginPin.HashOf(assembly)}\" to [plugins.pin], or run with --allow-plugins.");
            return;
        }

        if (pin?.Mismatch(metadata) is { } mismatch)
        {
            diagnostics.Add(pin.Place, $"Plugin '{metadata.AssemblyName}' at '{assembly}' {mismatch}; get the pinned one, or change the pin.");
            return;
        }

        if (!plugins.Load(assembly))
        {
            diagnostics.Add(place, plugins.Problems[^1].Message);
        }
    }

    private void CheckPin(PluginPin pin)
    {
        if (diagnostics.Errors.Any(error => error.Place == pin.Place))
        {
            return;
        }

        PluginMetadata? metadata = plugins.Plugins.FirstOrDefault(plugin => plugin.Metadata.AssemblyName == pin.AssemblyName)?.Metadata;
        if (metadata is null)
        {
            PluginProblem? problem = plugins.Problems.FirstOrDefault(candidate => candidate.AssemblyName == pin.AssemblyName);
            IEnumerable<string> known = plugins.Plugins.Select(plugin => plugin.Metadata.AssemblyName);
            string why = problem?.Message ?? $"Plugin '{pin.AssemblyName}' is pinned but not installed{Suggestion.For(pin.AssemblyName, known, "; put it into the plugin directory, or remove the pin.")}";
            diagnostics.Add(pin.Place, why);
            return;
        }

        try
        {
            if (pin.Mismatch(metadata) is { } mismatch)
            {
                diagnostics.Add(pin.Place, $"Plugin '{pin.AssemblyName}' at '{metadata.Path}' {mismatch}; get the pinned one, or change the pin.");
            }
        }
        catch (PluginException e)
        {
            diagnostics.Add(pin.Place, e.Message);
        }
    }
}
