using System.Reflection;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>An option of a component type, as read from its options record.</summary>
internal sealed class OptionInfo
{
    public required string Key { get; init; }

    public required PropertyInfo Property { get; init; }

    public required OptionAttribute Attribute { get; init; }

    public required OptionKind Kind { get; init; }

    /// <summary>The type of the value, or of one item of the array, without <see cref="Nullable{T}"/>.</summary>
    public required Type ValueType { get; init; }

    public required bool IsArray { get; init; }

    public required bool IsRequired { get; init; }

    /// <summary>Options of the record, for <see cref="OptionKind.Record"/>.</summary>
    public OptionsModel? Record { get; init; }

    /// <summary>The value that an options record starts with.</summary>
    public object? Default { get; init; }

    /// <summary>The names of an enumeration's members.</summary>
    public IEnumerable<string> EnumNames => Enum.GetNames(ValueType).Select(KebabCase.From);

    /// <summary>The kind in words: <c>a size, such as "64MiB"</c>.</summary>
    public string Expectation => IsArray ? $"an array of which each item is {ItemExpectation}" : ItemExpectation;

    /// <summary>The kind of one value in words.</summary>
    public string ItemExpectation => Kind switch
    {
        OptionKind.Text => "a text",
        OptionKind.Flag => "true or false",
        OptionKind.Integer => "an integer",
        OptionKind.Number => "a number",
        OptionKind.Enumeration => $"one of {string.Join(", ", EnumNames.Select(name => $"\"{name}\""))}",
        OptionKind.Quantity => $"{Quantity.Of(ValueType)!.Name} with its unit, such as \"{Quantity.Of(ValueType)!.Example}\"",
        OptionKind.Path => "a path",
        OptionKind.Date => "a date, such as 2001-11-15T00:00:00Z, or seconds since 1970",
        OptionKind.Record => "a table",
        _ => "the id of a component",
    };

    /// <summary>The kind as one word for tables: <c>size</c>, <c>text[]</c>.</summary>
    public string ShortKind
    {
        get
        {
            string word = Kind switch
            {
                OptionKind.Quantity => Quantity.Of(ValueType)!.Name[2..],
                OptionKind.Enumeration => string.Join('|', EnumNames),
                OptionKind.Reference => ValueType.Name,
                _ => Kind.ToString().ToLowerInvariant(),
            };
            return IsArray ? $"{word}[]" : word;
        }
    }

    /// <summary>The default as a manifest would say it, or null when there is none.</summary>
    public string? DefaultText => Default switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        Enum member => KebabCase.From(member.ToString()),
        string { Length: 0 } => null,
        FilePath path => path.FullPath,
        Array => null,
        IFormattable formattable => formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ when Kind is OptionKind.Record or OptionKind.Reference || IsArray => null,
        _ => Default.ToString(),
    };
}
