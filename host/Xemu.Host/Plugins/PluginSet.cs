using System.Text.RegularExpressions;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>The plugins of this process and all that they registered.</summary>
internal sealed partial class PluginSet
{
    private readonly List<LoadedPlugin> _plugins = [];
    private readonly List<PluginProblem> _problems = [];
    private readonly Dictionary<string, (ComponentTypeEntry Entry, LoadedPlugin Plugin)> _types = new(StringComparer.Ordinal);

    public IReadOnlyList<LoadedPlugin> Plugins => _plugins;

    public IReadOnlyList<PluginProblem> Problems => _problems;

    /// <summary>Every component type, by name.</summary>
    public IEnumerable<(ComponentTypeEntry Entry, LoadedPlugin Plugin)> Types => _types.Values.OrderBy(type => type.Entry.Name, StringComparer.Ordinal);

    public IEnumerable<VerbDefinition> Verbs => _plugins.SelectMany(plugin => plugin.Parts.Verbs);

    public IEnumerable<RunOptionDefinition> RunOptions => _plugins.SelectMany(plugin => plugin.Parts.RunOptions);

    public IEnumerable<IFileOpener> FileOpeners => _plugins.SelectMany(plugin => plugin.Parts.FileOpeners);

    public IEnumerable<MonitorCommandDefinition> MonitorCommands => _plugins.SelectMany(plugin => plugin.Parts.MonitorCommands);

    public ComponentTypeEntry? FindType(string name) => _types.GetValueOrDefault(name).Entry;

    /// <summary>Loads every plugin below a directory; those that cannot be used become problems.</summary>
    public void LoadDirectory(string directory)
    {
        try
        {
            foreach (string assembly in PluginScanner.Find(directory))
            {
                Load(assembly);
            }
        }
        catch (PluginException e)
        {
            _problems.Add(new PluginProblem(Path.GetFileName(directory), directory, e.Message));
        }
    }

    /// <summary>Loads one plugin; gives false when it became a problem.</summary>
    public bool Load(string assembly)
    {
        try
        {
            Add(PluginScanner.Inspect(assembly));
            return true;
        }
        catch (PluginException e)
        {
            _problems.Add(new PluginProblem(Path.GetFileNameWithoutExtension(assembly), assembly, e.Message));
            return false;
        }
    }

    /// <summary>Registers a plugin that is loaded already: tests, and plugins linked into a host.</summary>
    /// <exception cref="PluginException">A name is taken, or registering failed.</exception>
    public void Register(PluginMetadata metadata, IPlugin plugin)
    {
        var loaded = new LoadedPlugin(metadata, new PluginParts());
        try
        {
            plugin.Register(loaded.Parts);
        }
        catch (Exception e) when (!e.IsFatal())
        {
            throw new PluginException($"Plugin '{metadata.Name}' failed to register its parts: {e.Message}", e);
        }

        CheckNames(loaded);
        foreach (ComponentTypeEntry type in loaded.Parts.Components)
        {
            _types.Add(type.Name, (type, loaded));
        }

        _plugins.Add(loaded);
    }

    private void Add(PluginMetadata metadata)
    {
        LoadedPlugin? other = _plugins.Find(plugin => plugin.Metadata.Name == metadata.Name || plugin.Metadata.AssemblyName == metadata.AssemblyName);
        if (other is not null)
        {
            throw new PluginException($"Plugin '{metadata.Name}' at '{metadata.Path}' is left out, because '{other.Metadata.Path}' was loaded first; remove one.");
        }

        (PluginAssemblyLoader loader, IPlugin plugin) = PluginAssemblyLoader.Load(metadata);
        try
        {
            Register(metadata, plugin);
        }
        catch (PluginException)
        {
            loader.Dispose();
            throw;
        }
    }

    private void CheckNames(LoadedPlugin added)
    {
        PluginParts parts = added.Parts;
        CheckKind(added, "component type", parts.Components.Select(type => type.Name), other => other.Components.Select(type => type.Name), TypeName());
        CheckKind(added, "verb", parts.Verbs.Select(verb => verb.Name), other => other.Verbs.Select(verb => verb.Name), WordName());
        CheckKind(added, "run option", parts.RunOptions.Select(option => option.Name), other => other.RunOptions.Select(option => option.Name), OptionName());
        CheckKind(added, "monitor command", parts.MonitorCommands.Select(command => command.Name), other => other.MonitorCommands.Select(command => command.Name), WordName());
    }

    private void CheckKind(LoadedPlugin added, string kind, IEnumerable<string> names, Func<PluginParts, IEnumerable<string>> select, Regex form)
    {
        string name = added.Metadata.Name;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string part in names)
        {
            if (!form.IsMatch(part))
            {
                throw new PluginException($"Plugin '{name}' registers the {kind} '{part}', whose name is not lower-case words; rename it.");
            }

            string? holder = BuiltInNames.Holds(kind, part) ? "the host"
                : !seen.Add(part) ? "itself"
                : _plugins.Find(plugin => select(plugin.Parts).Contains(part)) is { } other ? $"plugin '{other.Metadata.Name}'" : null;
            if (holder is not null)
            {
                throw new PluginException($"Plugin '{name}' registers the {kind} '{part}', which {holder} has already; remove or rename one.");
            }
        }
    }

    [GeneratedRegex("^[a-z0-9]+([.-][a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex TypeName();

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex WordName();

    [GeneratedRegex("^--[a-z][a-z0-9]*(-[a-z0-9]+)*$", RegexOptions.CultureInvariant)]
    private static partial Regex OptionName();
}
