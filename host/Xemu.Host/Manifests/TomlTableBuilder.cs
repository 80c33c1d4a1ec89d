using KeyPath = System.Collections.Generic.IReadOnlyList<(string Key, Xemu.Host.SourcePlace Place)>;

namespace Xemu.Host;

/// <summary>Puts keys and headers into tables by TOML's rules, and reports what is defined twice.</summary>
internal sealed class TomlTableBuilder(ManifestOrigin origin, Diagnostics diagnostics)
{
    private const int MaxPathLength = 16;

    /// <summary>Goes to the table of a header, making it; null after a mistake.</summary>
    public ManifestTable? Open(ManifestTable root, KeyPath path, bool isArrayItem)
    {
        ManifestTable? parent = CheckLength(path) ? Walk(root, path, TableForm.Implied) : null;
        if (parent is null)
        {
            return null;
        }

        (string key, SourcePlace place) = path[^1];
        ManifestEntry? existing = parent.Find(key);
        if (isArrayItem)
        {
            return OpenArrayItem(parent, key, place, existing);
        }

        if (existing is null)
        {
            var table = new ManifestTable(place, origin, TableForm.Header);
            parent.Set(new ManifestEntry(key, place, table));
            return table;
        }

        if (existing.Value is not ManifestTable { Form: TableForm.Implied } implied)
        {
            return Twice(key, place, existing);
        }

        implied.Form = TableForm.Header;
        return implied;
    }

    /// <summary>Adds a value under a key, which may be dotted.</summary>
    public void Add(ManifestTable table, KeyPath path, ManifestValue value)
    {
        ManifestTable? parent = CheckLength(path) ? Walk(table, path, TableForm.Dotted) : null;
        if (parent is null)
        {
            return;
        }

        (string key, SourcePlace place) = path[^1];
        if (parent.TryGet(key, out ManifestEntry? existing))
        {
            Twice(key, place, existing);
            return;
        }

        parent.Set(new ManifestEntry(key, place, value));
    }

    private ManifestTable? OpenArrayItem(ManifestTable parent, string key, SourcePlace place, ManifestEntry? existing)
    {
        if (existing is null)
        {
            existing = new ManifestEntry(key, place, new ManifestArray(place, origin, ofTables: true));
            parent.Set(existing);
        }

        if (existing.Value is not ManifestArray { IsOfTables: true } array)
        {
            return Twice(key, place, existing);
        }

        var item = new ManifestTable(place, origin, TableForm.Header);
        array.Items.Add(item);
        return item;
    }

    // Headers may pass through any table that is not inline, and into the last item of an array of tables; dotted keys only
    // through tables that dotted keys made.
    private ManifestTable? Walk(ManifestTable start, KeyPath path, TableForm form)
    {
        ManifestTable table = start;
        for (int i = 0; i < path.Count - 1; i++)
        {
            (string key, SourcePlace place) = path[i];
            if (!table.TryGet(key, out ManifestEntry? entry))
            {
                entry = new ManifestEntry(key, place, new ManifestTable(place, origin, form));
                table.Set(entry);
            }

            ManifestTable? next = entry.Value switch
            {
                ManifestTable inner when IsOpen(inner, form) => inner,
                ManifestArray { IsOfTables: true } array when form == TableForm.Implied => (ManifestTable)array.Items[^1],
                _ => null,
            };
            if (next is null)
            {
                return Twice(key, place, entry);
            }

            table = next;
        }

        return table;
    }

    private static bool IsOpen(ManifestTable table, TableForm form) =>
        form == TableForm.Dotted ? table.Form == TableForm.Dotted : table.Form != TableForm.Inline;

    private bool CheckLength(KeyPath path)
    {
        if (path.Count > MaxPathLength)
        {
            diagnostics.Add(path[MaxPathLength].Place, $"The key has more than {MaxPathLength} parts; no manifest needs that.");
        }

        return path.Count <= MaxPathLength;
    }

    private ManifestTable? Twice(string key, SourcePlace place, ManifestEntry existing)
    {
        diagnostics.Add(place, $"'{key}' is defined already at line {existing.Place.Line}; remove one of the two.");
        return null;
    }
}
