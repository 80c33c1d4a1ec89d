namespace Xemu.Host;

/// <summary>Loads a manifest with those that it extends and lays overrides over it.</summary>
/// <param name="machinesDirectory">The folder of the manifests that ship: where <c>extends</c> looks second.</param>
/// <param name="diagnostics">Receives mistakes.</param>
internal sealed class ManifestLoader(string machinesDirectory, Diagnostics diagnostics)
{
    private const int MaxDepth = 16;
    private const int MaxRemovals = 1024;

    private readonly List<string> _files = [];

    /// <summary>Loads from a file; null after mistakes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">What <c>--set</c> and options say, in order.</param>
    /// <param name="applyHeadless">Whether the manifest's <c>[headless]</c> overrides apply.</param>
    public ManifestDocument? Load(string path, IEnumerable<SourcedOverride> overrides, bool applyHeadless)
    {
        string? text = ManifestFile.Read(path, path, SourcePlace.Of(string.Empty), diagnostics);
        return text is null ? null : LoadText(text, Path.GetFullPath(path), path, overrides, applyHeadless);
    }

    /// <summary>Loads from text, as a file opener gives it; null after mistakes.</summary>
    /// <param name="text">The manifest.</param>
    /// <param name="fullPath">The file that it is, or stands for; relative paths start at its folder.</param>
    /// <param name="display">As shown to the user.</param>
    /// <param name="overrides">What <c>--set</c> and options say, in order.</param>
    /// <param name="applyHeadless">Whether the manifest's <c>[headless]</c> overrides apply.</param>
    public ManifestDocument? LoadText(
        string text, string fullPath, string display, IEnumerable<SourcedOverride> overrides, bool applyHeadless)
    {
        ManifestTable? root = LoadLayer(text, fullPath, display);
        if (root is null)
        {
            return null;
        }

        if (applyHeadless)
        {
            ApplyHeadless(root);
        }

        int layer = MaxDepth + 1;
        foreach (SourcedOverride item in overrides)
        {
            var origin = new ManifestOrigin(item.Source, Environment.CurrentDirectory, layer++);
            if (ManifestOverride.Parse(item.Text, item.Source, origin, diagnostics) is { } table)
            {
                ManifestMerge.Into(root, table);
            }
        }

        return diagnostics.HasErrors ? null : new ManifestDocument(root, display, Path.GetFileNameWithoutExtension(fullPath));
    }

    private ManifestTable? LoadLayer(string text, string fullPath, string display)
    {
        _files.Add(fullPath);
        ManifestTable? overlay = TomlReader.Read(text, new ManifestOrigin(display, Path.GetDirectoryName(fullPath) ?? "/", MaxDepth - _files.Count), diagnostics);
        if (overlay is null)
        {
            return null;
        }

        CheckVersion(overlay, display);
        ManifestTable? root = overlay;
        if (overlay.TryGet(ManifestKeys.Extends, out ManifestEntry? extends))
        {
            root = LoadBase(extends, Path.GetDirectoryName(fullPath) ?? "/");
            overlay.Remove(ManifestKeys.Extends);
        }

        IReadOnlyList<ManifestScalar> removals = TakeRemovals(overlay);
        if (root is null)
        {
            return null;
        }

        RemoveComponents(root == overlay ? null : root, removals);
        if (root != overlay)
        {
            ManifestMerge.Into(root, overlay);
        }

        return root;
    }

    private ManifestTable? LoadBase(ManifestEntry extends, string directory)
    {
        if (extends.Value is not ManifestScalar { Kind: ScalarKind.Text } name || name.Literal.Length == 0)
        {
            diagnostics.Add(extends.Value.Place, $"'extends' is the path of a manifest, for example \"xbox.toml\", but this is {extends.Value.KindName}.");
            return null;
        }

        if (name.Literal.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Add(name.Place, "The path holds a NUL character; correct it.");
            return null;
        }

        string path = Path.GetFullPath(name.Literal, directory);
        string shipped = Path.GetFullPath(name.Literal, machinesDirectory);
        path = !File.Exists(path) && File.Exists(shipped) ? shipped : path;
        if (_files.Contains(path))
        {
            string cycle = string.Join(" → ", _files.SkipWhile(file => file != path).Append(path).Select(Path.GetFileName));
            diagnostics.Add(name.Place, $"Manifests extend each other in a circle: {cycle}; remove one 'extends'.");
            return null;
        }

        if (_files.Count == MaxDepth)
        {
            diagnostics.Add(name.Place, $"More than {MaxDepth} manifests extend one another; merge some.");
            return null;
        }

        string display = HostPaths.Show(path);
        string? text = ManifestFile.Read(path, display, name.Place, diagnostics);
        return text is null ? null : LoadLayer(text, path, display);
    }

    private void CheckVersion(ManifestTable table, string display)
    {
        ManifestEntry? entry = table.Find(ManifestKeys.Manifest);
        if (entry is null)
        {
            diagnostics.Add(new SourcePlace(display, 1, 1), "A manifest says its format first; write manifest = 1 at the top.");
        }
        else if (entry.Value is not ManifestScalar { Kind: ScalarKind.Integer, Value: Int128 version } || version != 1)
        {
            diagnostics.Add(entry.Value.Place, "This host reads manifests of format 1; write manifest = 1, or update the host.");
        }
    }

    private List<ManifestScalar> TakeRemovals(ManifestTable overlay)
    {
        List<ManifestScalar> ids = [];
        if (!overlay.TryGet(ManifestKeys.Remove, out ManifestEntry? entry))
        {
            return ids;
        }

        overlay.Remove(ManifestKeys.Remove);
        if (entry.Value is not ManifestArray array)
        {
            diagnostics.Add(entry.Value.Place, $"'remove' is an array of component ids, for example [\"nic\"], but this is {entry.Value.KindName}.");
            return ids;
        }

        foreach (ManifestValue item in array.Items)
        {
            if (item is ManifestScalar { Kind: ScalarKind.Text } id)
            {
                ids.Add(id);
            }
            else
            {
                diagnostics.Add(item.Place, $"A component id is a text, but this is {item.KindName}.");
            }
        }

        return ids;
    }

    private void RemoveComponents(ManifestTable? below, IReadOnlyList<ManifestScalar> ids)
    {
        var components = below?.Find(ManifestKeys.Components)?.Value as ManifestTable;
        foreach (ManifestScalar id in ids.Take(MaxRemovals))
        {
            if (components is null || !components.Remove(id.Literal))
            {
                IEnumerable<string> known = components?.Entries.Select(entry => entry.Key) ?? [];
                diagnostics.Add(id.Place, $"There is no inherited component '{id.Literal}' to remove{Suggestion.For(id.Literal, known)}");
            }
        }
    }

    private void ApplyHeadless(ManifestTable root)
    {
        if (root.Find(ManifestKeys.Headless)?.Value is not ManifestTable table || table.Find("set")?.Value is not ManifestArray array)
        {
            return;
        }

        foreach (ManifestScalar item in array.Items.OfType<ManifestScalar>().Where(item => item.Text is not null))
        {
            ManifestOrigin origin = item.Origin with { Layer = MaxDepth };
            if (ManifestOverride.Parse(item.Literal, $"{item.Place}: [headless] set", origin, diagnostics) is { } change)
            {
                ManifestMerge.Into(root, change);
            }
        }
    }
}
