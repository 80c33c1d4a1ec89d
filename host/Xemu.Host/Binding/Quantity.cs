using System.Buffers;
using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>A kind of quantity that manifests write with a unit.</summary>
internal sealed class Quantity
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789._");

    private readonly (string Unit, ulong Factor)[] _units;

    private Quantity(string name, string example, (string, ulong)[] units)
    {
        Name = name;
        Example = example;
        _units = units;
    }

    public static Quantity Size { get; } = new(
        "a size", "64MiB", [("B", 1), ("KiB", 1UL << 10), ("MiB", 1UL << 20), ("GiB", 1UL << 30), ("TiB", 1UL << 40)]);

    public static Quantity Frequency { get; } = new(
        "a frequency", "733MHz", [("Hz", 1), ("kHz", 1_000), ("MHz", 1_000_000), ("GHz", 1_000_000_000)]);

    public static Quantity Time { get; } = new(
        "a time", "5s", [("ns", 1), ("us", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("min", 60_000_000_000)]);

    /// <summary>For messages: <c>a size</c>.</summary>
    public string Name { get; }

    /// <summary>One that is right.</summary>
    public string Example { get; }

    /// <summary>The units from the smallest.</summary>
    public string UnitNames => string.Join(", ", _units.Select(unit => unit.Unit));

    /// <summary>A regular expression for the schema.</summary>
    public string Pattern => $"^[0-9][0-9_]*(\\.[0-9]+)? ?({string.Join('|', _units.Select(unit => unit.Unit))})$";

    public static Quantity? Of(Type type) =>
        type == typeof(ByteSize) ? Size
        : type == typeof(Frequency) ? Frequency
        : type == typeof(Duration) ? Time
        : null;

    public static object Make(Type type, ulong value) =>
        type == typeof(ByteSize) ? new ByteSize(value)
        : type == typeof(Frequency) ? new Frequency(value)
        : new Duration(value);

    /// <summary>The number in the base unit of a boxed quantity.</summary>
    public static ulong ValueOf(object quantity) => quantity switch
    {
        ByteSize size => size.Bytes,
        Frequency frequency => frequency.Hertz,
        _ => ((Duration)quantity).Nanoseconds,
    };

    /// <summary>Parses, exactly: a fraction must come out whole in the base unit.</summary>
    /// <param name="text">Number and unit.</param>
    /// <param name="value">In the base unit.</param>
    /// <param name="error">What is wrong, as the end of a sentence.</param>
    public bool TryParse(string text, out ulong value, out string error)
    {
        value = 0;
        int split = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        string number = (split < 0 ? text : text[..split]).Replace("_", string.Empty, StringComparison.Ordinal);
        string unit = split < 0 ? string.Empty : text[split..].TrimStart(' ');
        ulong factor = Array.Find(_units, candidate => candidate.Unit == unit).Factor;
        if (factor == 0 || !decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal parsed))
        {
            string? nearest = unit.Length == 0 ? null : Array.Find(_units, candidate => candidate.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Unit;
            error = nearest is null
                ? $"is {Name} with one of the units {UnitNames}, such as \"{Example}\""
                : $"is {Name}, and its unit is spelled {nearest}";
            return false;
        }

        // 28 digits of decimal are enough to tell that a product is too large before it overflows.
        if (parsed > (decimal)ulong.MaxValue / factor || parsed * factor != decimal.Truncate(parsed * factor))
        {
            error = $"is {Name} that must be a whole number of {_units[0].Unit} below 2^64";
            return false;
        }

        value = (ulong)(parsed * factor);
        error = string.Empty;
        return true;
    }
}
