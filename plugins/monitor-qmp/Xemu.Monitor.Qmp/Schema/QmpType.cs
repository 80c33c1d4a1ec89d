using System.Text.Json.Nodes;

namespace Xemu.Monitor.Qmp;

/// <summary>A type of the protocol: checks values, and describes itself to clients. The same objects do both, so that what is told is what is checked.</summary>
internal abstract class QmpType(string name)
{
    /// <summary>Its name in <c>query-qmp-schema</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The types that this one is made of.</summary>
    public virtual IEnumerable<QmpType> Parts => [];

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands, for messages: <c>capabilities[0].state</c>.</param>
    /// <exception cref="QmpException">It is none of this type.</exception>
    public abstract void Check(JsonNode? value, string path);

    /// <summary>Its entry of <c>query-qmp-schema</c> without name (QEMU's <c>SchemaInfo</c>).</summary>
    public abstract JsonObject Describe();

    /// <summary>The error for a value of another kind.</summary>
    protected static QmpException Mismatch(string path, string expected) => new($"Invalid parameter type for '{path}', expected: {expected}");
}

/// <summary>Text, truth, a real number, or anything.</summary>
internal sealed class QmpScalar(string name, string jsonType, string expected, Func<JsonNode?, bool> accepts) : QmpType(name)
{
    public static readonly QmpType Text = new QmpScalar("str", "string", "string", static v => v is JsonValue value && value.TryGetValue(out string? _));
    public static readonly QmpType Bool = new QmpScalar("bool", "boolean", "boolean", static v => v is JsonValue value && value.TryGetValue(out bool _));
    public static readonly QmpType Number = new QmpScalar("number", "number", "number", static v => v is JsonValue value && (value.TryGetValue(out double _) || value.TryGetValue(out long _) || value.TryGetValue(out ulong _)));
    public static readonly QmpType Any = new QmpScalar("any", "value", "any", static _ => true);

    public override void Check(JsonNode? value, string path)
    {
        if (!accepts(value))
        {
            throw Mismatch(path, expected);
        }
    }

    public override JsonObject Describe() => new() { ["meta-type"] = "builtin", ["json-type"] = jsonType };
}

/// <summary>A whole number within a range; clients see no ranges.</summary>
internal sealed class QmpInteger(string kind, Int128 min, Int128 max) : QmpType("int")
{
    public static readonly QmpType Int = new QmpInteger("int64", long.MinValue, long.MaxValue);
    public static readonly QmpType Size = new QmpInteger("uint64", 0, ulong.MaxValue);
    public static readonly QmpType UInt8 = new QmpInteger("uint8_t", 0, byte.MaxValue);

    public override void Check(JsonNode? value, string path)
    {
        if (value is not JsonValue number || !TryGet(number, out Int128 whole))
        {
            throw Mismatch(path, "integer");
        }

        if (whole < min || whole > max)
        {
            throw new QmpException($"Parameter '{path}' expects {kind}");
        }
    }

    public override JsonObject Describe() => new() { ["meta-type"] = "builtin", ["json-type"] = "int" };

    private static bool TryGet(JsonValue number, out Int128 whole)
    {
        if (number.TryGetValue(out long value))
        {
            whole = value;
            return true;
        }

        bool isLarge = number.TryGetValue(out ulong large);
        whole = large;
        if (!isLarge && number.TryGetValue(out int small))
        {
            whole = small;
            return true;
        }

        return isLarge;
    }
}

/// <summary>One of some words.</summary>
internal sealed class QmpEnum(string name, params string[] values) : QmpType(name)
{
    public IReadOnlyList<string> Values { get; } = values;

    public override void Check(JsonNode? value, string path)
    {
        if (value is not JsonValue text || !text.TryGetValue(out string? word))
        {
            throw Mismatch(path, "string");
        }

        if (!Values.Contains(word))
        {
            throw new QmpException($"Parameter '{path[(path.LastIndexOf('.') + 1)..]}' does not accept value '{word}'");
        }
    }

    public override JsonObject Describe() => new()
    {
        ["meta-type"] = "enum",
        ["members"] = new JsonArray([.. Values.Select(static v => new JsonObject { ["name"] = v })]),
        ["values"] = new JsonArray([.. Values.Select(static v => (JsonNode)v)]),
    };
}

/// <summary>A list.</summary>
internal sealed class QmpArray(QmpType element) : QmpType($"[{element.Name}]")
{
    public override IEnumerable<QmpType> Parts => [element];

    public override void Check(JsonNode? value, string path)
    {
        if (value is not JsonArray array)
        {
            throw Mismatch(path, "array");
        }

        for (int i = 0; i < array.Count; i++)
        {
            element.Check(array[i], $"{path}[{i}]");
        }
    }

    public override JsonObject Describe() => new() { ["meta-type"] = "array", ["element-type"] = element.Name };
}

/// <summary>A member of an object.</summary>
internal sealed record QmpMember(string Name, QmpType Type, bool IsOptional = false);

/// <summary>An object with named members.</summary>
internal sealed class QmpStruct(string name, params QmpMember[] members) : QmpType(name)
{
    /// <summary>No members: commands without arguments or result.</summary>
    public static readonly QmpStruct Empty = new("q_empty");

    public IReadOnlyList<QmpMember> Members { get; } = members;

    public override IEnumerable<QmpType> Parts => Members.Select(static m => m.Type);

    public override void Check(JsonNode? value, string path)
    {
        if (value is not JsonObject map)
        {
            throw Mismatch(path, "object");
        }

        string prefix = path.Length == 0 ? string.Empty : path + ".";
        foreach (QmpMember member in Members)
        {
            if (map.TryGetPropertyValue(member.Name, out JsonNode? present))
            {
                member.Type.Check(present, prefix + member.Name);
            }
            else if (!member.IsOptional)
            {
                throw new QmpException($"Parameter '{prefix}{member.Name}' is missing");
            }
        }

        foreach ((string key, _) in map)
        {
            if (!Members.Any(m => m.Name == key))
            {
                throw new QmpException($"Parameter '{prefix}{key}' is unexpected");
            }
        }
    }

    public override JsonObject Describe() => new()
    {
        ["meta-type"] = "object",
        ["members"] = new JsonArray([.. Members.Select(Describe)]),
    };

    private static JsonObject Describe(QmpMember member)
    {
        var result = new JsonObject { ["name"] = member.Name, ["type"] = member.Type.Name };
        if (member.IsOptional)
        {
            // A default of null says "optional" (qapi/introspect.json).
            result["default"] = null;
        }

        return result;
    }
}
