using System.Globalization;
using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>Formats text as printf does, with arguments in guest memory.</summary>
internal static class GuestFormat
{
    private const int MostCharacters = 65536;
    private const int MostWidth = 4096;

    /// <summary>Formats.</summary>
    /// <param name="call">The call: its memory is read.</param>
    /// <param name="format">Address of the format.</param>
    /// <param name="arguments">Address of the first argument.</param>
    /// <param name="maximum">Most characters that are wanted.</param>
    public static string Format(KernelCall call, uint format, uint arguments, int maximum)
    {
        string text = call.Memory.ReadText(format, MostCharacters);
        var result = new StringBuilder();
        for (int i = 0; i < text.Length && result.Length < Math.Min(maximum, MostCharacters); i++)
        {
            if (text[i] != '%')
            {
                result.Append(text[i]);
                continue;
            }

            i++;
            var specification = Specification.Parse(text, ref i, () => Next(call, ref arguments));
            if (i >= text.Length)
            {
                break;
            }

            AppendValue(call, result, specification, text[i], ref arguments);
        }

        return result.ToString();
    }

    private static uint Next(KernelCall call, ref uint arguments)
    {
        uint value = call.Memory.Read32(arguments);
        arguments += 4;
        return value;
    }

    private static void AppendValue(KernelCall call, StringBuilder result, Specification specification, char kind, ref uint arguments)
    {
        switch (kind)
        {
            case 'd' or 'i' or 'u' or 'x' or 'X' or 'o' or 'p':
                ulong low = Next(call, ref arguments);
                ulong value = specification.IsLong ? low | ((ulong)Next(call, ref arguments) << 32) : low;
                result.Append(specification.Pad(Number(value, specification, kind), isNumber: true));
                break;
            case 'c' or 'C':
                result.Append(specification.Pad(((char)(byte)Next(call, ref arguments)).ToString(), isNumber: false));
                break;
            case 's' or 'S' or 'Z':
                result.Append(specification.Pad(Text(call, specification, kind, Next(call, ref arguments)), isNumber: false));
                break;
            case 'e' or 'E' or 'f' or 'g' or 'G':
                double number = BitConverter.UInt64BitsToDouble(Next(call, ref arguments) | ((ulong)Next(call, ref arguments) << 32));
                int precision = Math.Min(specification.Precision ?? 6, 64);
                string format = (kind is 'f' ? "F" : kind.ToString()) + precision.ToString(CultureInfo.InvariantCulture);
                result.Append(specification.Pad(number.ToString(format, CultureInfo.InvariantCulture), isNumber: true));
                break;
            default:
                result.Append(kind);
                break;
        }
    }

    private static string Number(ulong value, Specification specification, char kind)
    {
        long signed = specification.IsLong ? (long)value : (int)value;
        string digits = kind switch
        {
            'd' or 'i' => (signed < 0 ? (ulong)-signed : (ulong)signed).ToString(CultureInfo.InvariantCulture),
            'x' => value.ToString("x", CultureInfo.InvariantCulture),
            'X' => value.ToString("X", CultureInfo.InvariantCulture),
            'p' => value.ToString("X8", CultureInfo.InvariantCulture),
            'o' => Convert.ToString((long)value, 8),
            _ => value.ToString(CultureInfo.InvariantCulture),
        };
        digits = digits.PadLeft(Math.Min(specification.Precision ?? 0, MostWidth), '0');
        string sign = kind is 'd' or 'i' ? signed < 0 ? "-" : specification.Plus ? "+" : specification.Blank ? " " : string.Empty : string.Empty;
        string prefix = specification.Alternate && value != 0 ? kind switch { 'x' => "0x", 'X' => "0X", 'o' => "0", _ => string.Empty } : string.Empty;
        return sign + prefix + digits;
    }

    private static string Text(KernelCall call, Specification specification, char kind, uint address)
    {
        int most = Math.Min(specification.Precision ?? MostCharacters, MostCharacters);
        if (address == 0)
        {
            return "(null)";
        }

        if (kind == 'Z')
        {
            string counted = call.Kernel.Objects.ReadString(address);
            return counted[..Math.Min(counted.Length, most)];
        }

        if (kind == 's' && !specification.IsWide)
        {
            return call.Memory.ReadText(address, most);
        }

        var wide = new StringBuilder();
        for (ushort character; wide.Length < most && (character = call.Memory.Read16(address)) != 0; address += 2)
        {
            wide.Append((char)character);
        }

        return wide.ToString();
    }

    private readonly record struct Specification(bool Left, bool Zero, bool Plus, bool Blank, bool Alternate, int Width, int? Precision, bool IsLong, bool IsWide)
    {
        public static Specification Parse(string text, ref int i, Func<uint> next)
        {
            var result = default(Specification);
            for (; i < text.Length && "-0+ #".Contains(text[i], StringComparison.Ordinal); i++)
            {
                result = text[i] switch
                {
                    '-' => result with { Left = true },
                    '0' => result with { Zero = true },
                    '+' => result with { Plus = true },
                    ' ' => result with { Blank = true },
                    _ => result with { Alternate = true },
                };
            }

            int width = ParseNumber(text, ref i, next) ?? 0;
            result = result with { Left = result.Left || width < 0, Width = Math.Min(Math.Abs(width), MostWidth) };
            if (i < text.Length && text[i] == '.')
            {
                i++;
                int precision = ParseNumber(text, ref i, next) ?? 0;
                result = result with { Precision = precision < 0 ? null : precision };
            }

            return result.ParseSize(text, ref i);
        }

        public string Pad(string text, bool isNumber)
        {
            if (Left)
            {
                return text.PadRight(Width);
            }

            if (!Zero || !isNumber || text.Length >= Width)
            {
                return text.PadLeft(Width);
            }

            int sign = text.Length > 0 && "+- ".Contains(text[0], StringComparison.Ordinal) ? 1 : 0;
            return text[..sign] + text[sign..].PadLeft(Width - sign, '0');
        }

        private Specification ParseSize(string text, ref int i)
        {
            Specification result = this;
            if (text.AsSpan(Math.Min(i, text.Length)).StartsWith("I64", StringComparison.Ordinal))
            {
                i += 3;
                return result with { IsLong = true };
            }

            for (int longs = 0; i < text.Length && "hlwL".Contains(text[i], StringComparison.Ordinal); i++)
            {
                longs += text[i] == 'l' ? 1 : 0;
                result = result with { IsLong = result.IsLong || longs == 2, IsWide = result.IsWide || text[i] is 'l' or 'w' };
            }

            return result;
        }

        private static int? ParseNumber(string text, ref int i, Func<uint> next)
        {
            if (i < text.Length && text[i] == '*')
            {
                i++;
                return (int)next();
            }

            int? number = null;
            for (; i < text.Length && char.IsAsciiDigit(text[i]); i++)
            {
                number = Math.Min(((number ?? 0) * 10) + (text[i] - '0'), MostCharacters);
            }

            return number;
        }
    }
}
