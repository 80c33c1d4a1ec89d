using System.Text.Json.Nodes;

namespace Xemu.Host;

/// <summary>Describes options in JSON schema.</summary>
internal static class OptionSchema
{
    public static JsonObject Properties(OptionsModel model)
    {
        var properties = new JsonObject();
        foreach (OptionInfo option in model.Options)
        {
            properties[option.Key] = Describe(option);
        }

        return properties;
    }

    private static JsonObject Describe(OptionInfo option)
    {
        JsonObject item = Item(option);
        JsonObject schema = option.IsArray ? new JsonObject { ["type"] = "array", ["items"] = item } : item;
        schema.Insert(0, "description", option.Attribute.Description);
        if (!option.IsArray && option.DefaultText is { } text)
        {
            schema["default"] = option.Default is bool flag ? flag
                : option.Kind == OptionKind.Integer ? Convert.ToDecimal(option.Default, System.Globalization.CultureInfo.InvariantCulture)
                : option.Kind == OptionKind.Number ? Convert.ToDouble(option.Default, System.Globalization.CultureInfo.InvariantCulture)
                : text;
        }

        return schema;
    }

    private static JsonObject Item(OptionInfo option) => option.Kind switch
    {
        OptionKind.Flag => new JsonObject { ["type"] = "boolean" },
        OptionKind.Integer => Bounded(option, "integer"),
        OptionKind.Number => Bounded(option, "number"),
        OptionKind.Enumeration => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. option.EnumNames.Select(name => JsonValue.Create(name))]) },
        OptionKind.Quantity => new JsonObject { ["type"] = "string", ["pattern"] = Quantity.Of(option.ValueType)!.Pattern },
        OptionKind.Date => new JsonObject { ["type"] = new JsonArray("string", "integer") },
        OptionKind.Record => Record(option),
        _ => Text(option),
    };

    private static JsonObject Text(OptionInfo option)
    {
        var schema = new JsonObject { ["type"] = "string" };
        if (option.Attribute.Pattern is { } pattern)
        {
            schema["pattern"] = $"^(?:{pattern})$";
        }

        return schema;
    }

    private static JsonObject Bounded(OptionInfo option, string type)
    {
        (double min, double max) = (option.Attribute.Min, option.Attribute.Max);
        if (option.Kind == OptionKind.Integer)
        {
            min = Math.Max(min, Convert.ToDouble(option.ValueType.GetField("MinValue")!.GetValue(null), System.Globalization.CultureInfo.InvariantCulture));
            max = Math.Min(max, Convert.ToDouble(option.ValueType.GetField("MaxValue")!.GetValue(null), System.Globalization.CultureInfo.InvariantCulture));
        }

        var schema = new JsonObject { ["type"] = type };
        if (double.IsFinite(min) && Math.Abs(min) <= 1L << 53)
        {
            schema["minimum"] = min;
        }

        if (double.IsFinite(max) && Math.Abs(max) <= 1L << 53)
        {
            schema["maximum"] = max;
        }

        return schema;
    }

    private static JsonObject Record(OptionInfo option)
    {
        var required = new JsonArray([.. option.Record!.Options.Where(inner => inner.IsRequired).Select(inner => JsonValue.Create(inner.Key))]);
        var schema = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = Properties(option.Record),
            ["additionalProperties"] = false,
        };
        if (required.Count > 0)
        {
            schema["required"] = required;
        }

        return schema;
    }
}
