namespace Xemu.Host;

/// <summary>Reads <c>KEY=VALUE</c>: the command line's way to change a manifest.</summary>
internal static class ManifestOverride
{
    /// <summary>Gives a table that holds just the key, or null after reporting a mistake.</summary>
    /// <param name="text">For example <c>components.cpu.type=x86.interpreter</c>.</param>
    /// <param name="source">Who says so, for messages: <c>--set</c>.</param>
    /// <param name="origin">Directory and layer for the value.</param>
    /// <param name="diagnostics">Receives mistakes.</param>
    public static ManifestTable? Parse(string text, string source, ManifestOrigin origin, Diagnostics diagnostics)
    {
        ManifestOrigin named = origin with { Display = $"{source} {text}" };
        SourcePlace place = SourcePlace.Of(named.Display);
        int equals = FindEquals(text);
        if (equals <= 0)
        {
            diagnostics.Add(place, "An override is KEY=VALUE, for example components.cpu.clock=700MHz.");
            return null;
        }

        string value = text[(equals + 1)..].Trim();
        ManifestTable? table = ParseToml(text[..equals], value, named, place) ?? ParseText(text[..equals], value, named, place);
        if (table is null)
        {
            diagnostics.Add(place, $"'{text[..equals]}' is no key; write it like components.cpu.type.");
        }

        return table;
    }

    // A value that reads as TOML is that; anything else, such as 64MiB or x86.interpreter, is a text.
    private static ManifestTable? ParseToml(string key, string value, ManifestOrigin origin, SourcePlace place)
    {
        ManifestTable? parsed = value.Contains('\n', StringComparison.Ordinal) ? null : ReadOne($"{key} = {value}", origin);
        return parsed is null ? null : Relocate(parsed, origin, place);
    }

    private static ManifestTable? ParseText(string key, string value, ManifestOrigin origin, SourcePlace place)
    {
        ManifestTable? parsed = ReadOne($"{key} = \"\"", origin);
        return parsed is null ? null : Relocate(parsed, origin, place, value);
    }

    private static ManifestTable? ReadOne(string toml, ManifestOrigin origin)
    {
        ManifestTable? table = toml.Contains('\n', StringComparison.Ordinal) ? null : TomlReader.Read(toml, origin, new Diagnostics());
        return table is { Entries.Count: 1 } ? table : null;
    }

    // Lines and columns of the made-up document mean nothing to the user: every place becomes the override itself.
    private static ManifestTable Relocate(ManifestTable table, ManifestOrigin origin, SourcePlace place, string? text = null)
    {
        var result = new ManifestTable(place, origin, table.Form);
        foreach (ManifestEntry entry in table.Entries)
        {
            result.Set(new ManifestEntry(entry.Key, place, RelocateValue(entry.Value, origin, place, text)));
        }

        return result;
    }

    private static ManifestValue RelocateValue(ManifestValue value, ManifestOrigin origin, SourcePlace place, string? text)
    {
        switch (value)
        {
            case ManifestTable table:
                return Relocate(table, origin, place, text);
            case ManifestArray array:
                var items = new ManifestArray(place, origin, array.IsOfTables);
                items.Items.AddRange(array.Items.Select(item => RelocateValue(item, origin, place, text)));
                return items;
            default:
                var scalar = (ManifestScalar)value;
                return text is null
                    ? new ManifestScalar(place, origin, scalar.Kind, scalar.Value, scalar.Literal) { IsLoose = true }
                    : new ManifestScalar(place, origin, ScalarKind.Text, text, text);
        }
    }

    // The first '=' outside quotes: a quoted part of the key may hold one.
    private static int FindEquals(string text)
    {
        char quote = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c == '=')
            {
                return i;
            }
        }

        return -1;
    }
}
