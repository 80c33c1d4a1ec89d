namespace Xemu.Host;

/// <summary>Binds a table of a manifest to an options record.</summary>
internal sealed class OptionsBinder(Diagnostics diagnostics)
{
    private readonly ValueBinder _values = new(diagnostics);

    /// <summary>References met so far, to be checked and filled by the caller.</summary>
    public List<ReferenceSlot> References { get; } = [];

    /// <summary>Makes the record. Mistakes are reported, and their options keep their defaults.</summary>
    /// <param name="model">The record's options.</param>
    /// <param name="table">The table.</param>
    /// <param name="owner">What the table is about, for messages: <c>nv2a</c>.</param>
    /// <param name="reserved">Keys that the caller reads itself.</param>
    /// <param name="dropBelowLayer">Unknown keys of lower layers are left out silently: they belong to a type that was replaced.</param>
    public object Bind(OptionsModel model, ManifestTable table, string owner, IReadOnlyCollection<string> reserved, int dropBelowLayer = 0)
    {
        object record = OptionsModel.Create(model.Type);
        foreach (ManifestEntry entry in table.Entries)
        {
            if (model.Find(entry.Key) is { } option)
            {
                BindOption(record, option, entry.Value);
            }
            else if (!reserved.Contains(entry.Key) && entry.Value.Origin.Layer >= dropBelowLayer)
            {
                IEnumerable<string> known = model.Options.Select(candidate => candidate.Key).Concat(reserved);
                diagnostics.Add(entry.Place, $"'{owner}' has no key '{entry.Key}'{Suggestion.For(entry.Key, known, KnownKeys(model))}");
            }
        }

        foreach (OptionInfo option in model.Options.Where(option => option.IsRequired && table.Find(option.Key) is null))
        {
            diagnostics.Add(table.Place, $"'{owner}' needs the key '{option.Key}': {option.Attribute.Description.TrimEnd('.')}.");
        }

        return record;
    }

    private static string KnownKeys(OptionsModel model) =>
        model.Options.Count == 0 ? "; it has none." : $"; it has {string.Join(", ", model.Options.Take(12).Select(option => option.Key))}.";

    private void BindOption(object record, OptionInfo option, ManifestValue value)
    {
        if (option.Kind == OptionKind.Reference)
        {
            BindReference(record, option, value);
            return;
        }

        object? converted = option.IsArray ? ConvertArray(option, value) : ConvertItem(option, value);
        if (converted is not null)
        {
            option.Property.SetValue(record, converted);
        }
    }

    private object? ConvertItem(OptionInfo option, ManifestValue value)
    {
        if (option.Kind != OptionKind.Record)
        {
            return _values.Convert(option, value);
        }

        return value is ManifestTable table
            ? Bind(option.Record!, table, option.Key, reserved: [])
            : _values.WrongKind(option, value);
    }

    private Array? ConvertArray(OptionInfo option, ManifestValue value)
    {
        if (value is not ManifestArray array)
        {
            diagnostics.Add(value.Place, $"'{option.Key}' is {option.Expectation}, but this is {value.KindName}; put it in [ ].");
            return null;
        }

        List<object?> items = [.. array.Items.Select(item => ConvertItem(option, item))];
        if (items.Contains(null))
        {
            return null;
        }

        var result = Array.CreateInstance(option.ValueType, items.Count);
        for (int i = 0; i < items.Count; i++)
        {
            result.SetValue(items[i], i);
        }

        return result;
    }

    private void BindReference(object record, OptionInfo option, ManifestValue value)
    {
        List<(string Id, SourcePlace Place)> targets = [];
        IEnumerable<ManifestValue> values = [value];
        if (option.IsArray)
        {
            if (value is not ManifestArray array)
            {
                diagnostics.Add(value.Place, $"'{option.Key}' is {option.Expectation}, but this is {value.KindName}; put it in [ ].");
                return;
            }

            values = array.Items;
        }

        foreach (ManifestValue item in values)
        {
            if (item is ManifestScalar { Text: { } id })
            {
                targets.Add((id, item.Place));
            }
            else
            {
                _values.WrongKind(option, item);
                return;
            }
        }

        References.Add(new ReferenceSlot(record, option, targets));
    }
}
