using System.Globalization;
using System.Text.RegularExpressions;
using Xemu.Abstractions;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>Converts one scalar of a manifest to the type of an option.</summary>
internal sealed class ValueBinder(Diagnostics diagnostics)
{
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Gives the value, or null after reporting a mistake.</summary>
    public object? Convert(OptionInfo option, ManifestValue value)
    {
        if (value is not ManifestScalar scalar)
        {
            return WrongKind(option, value);
        }

        return option.Kind switch
        {
            OptionKind.Text => ConvertText(option, scalar),
            OptionKind.Flag => scalar.Value is bool ? scalar.Value : WrongKind(option, value),
            OptionKind.Integer => ConvertInteger(option, scalar),
            OptionKind.Number => ConvertNumber(option, scalar),
            OptionKind.Enumeration => ConvertEnum(option, scalar),
            OptionKind.Quantity => ConvertQuantity(option, scalar),
            OptionKind.Path => ConvertPath(option, scalar),
            OptionKind.Date => ConvertDate(option, scalar),
            _ => WrongKind(option, value),
        };
    }

    /// <summary>Reports that a value is of another kind than asked for.</summary>
    public object? WrongKind(OptionInfo option, ManifestValue value) =>
        Report(value, $"'{option.Key}' is {option.ItemExpectation}, but this is {value.KindName}.");

    private object? Report(ManifestValue value, string message)
    {
        diagnostics.Add(value.Place, message);
        return null;
    }

    private object? ConvertText(OptionInfo option, ManifestScalar scalar)
    {
        if (scalar.Text is not { } text)
        {
            return WrongKind(option, scalar);
        }

        if (text.Contains('\0', StringComparison.Ordinal))
        {
            return Report(scalar, $"'{option.Key}' holds a NUL character; remove it.");
        }

        if (option.Attribute.Pattern is not { } pattern)
        {
            return text;
        }

        try
        {
            return Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.CultureInvariant, PatternTimeout) && !text.EndsWith('\n')
                ? text
                : Report(scalar, $"'{option.Key}' must match {pattern}, but is '{text}'.");
        }
        catch (RegexMatchTimeoutException)
        {
            return Report(scalar, $"'{option.Key}' is too long to be checked against {pattern}; shorten it.");
        }
    }

    private object? ConvertInteger(OptionInfo option, ManifestScalar scalar)
    {
        if (scalar.Value is not Int128 number)
        {
            return WrongKind(option, scalar);
        }

        if (!CheckRange(option, scalar, (double)number, number.ToString(CultureInfo.InvariantCulture)))
        {
            return null;
        }

        try
        {
            return Type.GetTypeCode(option.ValueType) switch
            {
                TypeCode.Byte => checked((byte)number),
                TypeCode.SByte => checked((sbyte)number),
                TypeCode.Int16 => checked((short)number),
                TypeCode.UInt16 => checked((ushort)number),
                TypeCode.Int32 => checked((int)number),
                TypeCode.UInt32 => checked((uint)number),
                TypeCode.Int64 => checked((long)number),
                _ => checked((ulong)number),
            };
        }
        catch (OverflowException)
        {
            object min = option.ValueType.GetField("MinValue")!.GetValue(null)!;
            object max = option.ValueType.GetField("MaxValue")!.GetValue(null)!;
            return Report(scalar, $"'{option.Key}' must lie between {min} and {max}, but is {number}.");
        }
    }

    private object? ConvertNumber(OptionInfo option, ManifestScalar scalar)
    {
        double number = scalar.Value switch
        {
            double real => real,
            Int128 integer => (double)integer,
            _ => double.NaN,
        };
        if (!double.IsFinite(number))
        {
            return scalar.Kind is ScalarKind.Float
                ? Report(scalar, $"'{option.Key}' must be a finite number, but is {scalar.Literal}.")
                : WrongKind(option, scalar);
        }

        if (!CheckRange(option, scalar, number, scalar.Literal))
        {
            return null;
        }

        return option.ValueType == typeof(float) ? (float)number : number;
    }

    private object? ConvertEnum(OptionInfo option, ManifestScalar scalar)
    {
        if (scalar.Text is not { } text)
        {
            return WrongKind(option, scalar);
        }

        string[] names = Enum.GetNames(option.ValueType);
        string? member = Array.Find(names, name => KebabCase.From(name) == text);
        return member is not null
            ? Enum.Parse(option.ValueType, member)
            : Report(scalar, $"'{option.Key}' is {option.ItemExpectation}, but this is '{text}'{Suggestion.For(text, option.EnumNames)}");
    }

    private object? ConvertQuantity(OptionInfo option, ManifestScalar scalar)
    {
        Quantity quantity = Quantity.Of(option.ValueType)!;
        if (scalar.Text is not { } text)
        {
            return WrongKind(option, scalar);
        }

        if (!quantity.TryParse(text, out ulong value, out string error))
        {
            return Report(scalar, $"'{option.Key}' {error}, but is '{text}'.");
        }

        return CheckRange(option, scalar, value, text) ? Quantity.Make(option.ValueType, value) : null;
    }

    private object? ConvertPath(OptionInfo option, ManifestScalar scalar)
    {
        if (scalar.Text is not { } text)
        {
            return WrongKind(option, scalar);
        }

        if (text.Length == 0 || text.Contains('\0', StringComparison.Ordinal))
        {
            return Report(scalar, $"'{option.Key}' is a path, which cannot be empty or hold a NUL character.");
        }

        var path = new FilePath(PathResolver.Resolve(text, scalar.Origin.Directory));
        return NamedPipe.Is(path.FullPath)
            ? Report(scalar, $"'{option.Key}' is '{text}', a named pipe, and opening one may wait for ever; name a file.")
            : path;
    }

    private object? ConvertDate(OptionInfo option, ManifestScalar scalar)
    {
        switch (scalar.Value)
        {
            case DateTimeOffset date:
                return date;
            case Int128 seconds when seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds():
                return DateTimeOffset.FromUnixTimeSeconds((long)seconds);
            case string text when DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset parsed):
                return parsed;
            default:
                return WrongKind(option, scalar);
        }
    }

    private bool CheckRange(OptionInfo option, ManifestScalar scalar, double value, string shown)
    {
        if (value >= option.Attribute.Min && value <= option.Attribute.Max)
        {
            return true;
        }

        string min = Show(option, option.Attribute.Min);
        string max = Show(option, option.Attribute.Max);
        string range = double.IsInfinity(option.Attribute.Max) ? $"at least {min}"
            : double.IsInfinity(option.Attribute.Min) ? $"at most {max}"
            : $"between {min} and {max}";
        diagnostics.Add(scalar.Place, $"'{option.Key}' must be {range}, but is {shown}.");
        return false;
    }

    private static string Show(OptionInfo option, double bound)
    {
        bool fits = bound is >= 0 and < 1.8e19;
        return option.Kind == OptionKind.Quantity && fits
            ? Quantity.Make(option.ValueType, (ulong)bound).ToString()!
            : bound.ToString("0.###############", CultureInfo.InvariantCulture);
    }
}
