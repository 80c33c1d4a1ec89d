using System.Globalization;

namespace Xemu.Kernel.Hle;

/// <summary>Numbers as Microsoft's printf writes them.</summary>
internal static class FormatNumber
{
    private const int MostPrecision = 4096;
    private const int MostFloatingPrecision = 512;
    private const int DefaultPrecision = 6;

    /// <summary>What the processor makes of an invalid operation, and the bit of numbers that are no signals.</summary>
    private const ulong Indefinite = 0xFFF8_0000_0000_0000;
    private const ulong QuietBit = 0x0008_0000_0000_0000;

    /// <summary>Writes an integer.</summary>
    public static string Integer(ulong value, FormatSpecification specification, char kind)
    {
        bool isSigned = kind is 'd' or 'i';
        long signed = specification.Bits switch { 16 => (short)value, 32 => (int)value, _ => (long)value };
        ulong magnitude = isSigned && signed < 0 ? unchecked(0 - (ulong)signed)
            : specification.Bits switch { 16 => (ushort)value, 32 => (uint)value, _ => value };
        string digits = kind switch
        {
            'x' => magnitude.ToString("x", CultureInfo.InvariantCulture),
            'X' or 'p' => magnitude.ToString("X", CultureInfo.InvariantCulture),
            'o' => Convert.ToString((long)magnitude, 8),
            _ => magnitude.ToString(CultureInfo.InvariantCulture),
        };
        int precision = kind == 'p' ? 8 : Math.Min(specification.Precision ?? 1, MostPrecision);
        digits = magnitude == 0 && precision == 0 ? string.Empty : digits.PadLeft(precision, '0');
        if (kind == 'o' && specification.Alternate && !digits.StartsWith('0'))
        {
            digits = "0" + digits;
        }

        string prefix = isSigned ? signed < 0 ? "-" : specification.Sign
            : specification.Alternate && magnitude != 0 && kind is 'x' or 'X' ? "0" + kind
            : string.Empty;
        return specification.PadNumber(prefix, digits, zeros: specification.Precision is null);
    }

    /// <summary>Writes a floating-point number; its exponent has three digits.</summary>
    public static string Floating(double value, FormatSpecification specification, char kind)
    {
        int precision = Math.Min(specification.Precision ?? DefaultPrecision, MostFloatingPrecision);
        string sign = double.IsNegative(value) ? "-" : specification.Sign;
        double magnitude = Math.Abs(value);
        string digits = kind switch
        {
            _ when !double.IsFinite(value) => NotFinite(value, kind, precision, specification.Alternate),
            'f' => Fixed(magnitude, precision),
            'e' or 'E' => Scientific(magnitude, precision),
            _ => General(magnitude, Math.Max(precision, 1), specification.Alternate),
        };
        if (specification.Alternate && !digits.Contains('.', StringComparison.Ordinal))
        {
            int end = digits.IndexOf('e', StringComparison.Ordinal);
            digits = digits.Insert(end < 0 ? digits.Length : end, ".");
        }

        return specification.PadNumber(sign, kind is 'E' or 'G' ? digits.ToUpperInvariant() : digits, zeros: true);
    }

    /// <summary>A word in the place of the digits behind the point, which is cut, rounded and filled up as digits are: infinity is 1.#INF00, with two digits 1.#J.</summary>
    private static string NotFinite(double value, char kind, int precision, bool keepsZeros)
    {
        ulong bits = BitConverter.DoubleToUInt64Bits(value);
        string word = double.IsInfinity(value) ? "#INF"
            : bits == Indefinite ? "#IND"
            : (bits & QuietBit) != 0 ? "#QNAN" : "#SNAN";
        bool isGeneral = kind is 'g' or 'G';
        int count = isGeneral ? Math.Max(precision, 1) - 1 : precision;
        string digits = count < word.Length ? Cut(word, count) : isGeneral && !keepsZeros ? word : word.PadRight(count, '0');
        return (digits.Length == 0 ? "1" : "1." + digits) + (kind is 'e' or 'E' ? "e+000" : string.Empty);
    }

    /// <summary>Rounds up as for digits, whatever character that gives.</summary>
    private static string Cut(string word, int count) =>
        count == 0 || word[count] < '5' ? word[..count] : word[..(count - 1)] + (char)(word[count - 1] + 1);

    private static string Fixed(double value, int precision) => value.ToString("F" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string Scientific(double value, int precision) => value.ToString("e" + precision.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>C's rule: scientific for exponents below -4 or from the precision on, and no zeros at the end.</summary>
    private static string General(double value, int precision, bool keepsZeros)
    {
        string scientific = Scientific(value, precision - 1);
        int at = scientific.IndexOf('e', StringComparison.Ordinal);
        int exponent = int.Parse(scientific.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent < -4 || exponent >= precision)
        {
            return (keepsZeros ? scientific[..at] : WithoutZeros(scientific[..at])) + scientific[at..];
        }

        string plain = Fixed(value, precision - 1 - exponent);
        return keepsZeros ? plain : WithoutZeros(plain);
    }

    private static string WithoutZeros(string digits) => digits.Contains('.', StringComparison.Ordinal) ? digits.TrimEnd('0').TrimEnd('.') : digits;
}
