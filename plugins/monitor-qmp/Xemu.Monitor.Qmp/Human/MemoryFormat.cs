using System.Globalization;

namespace Xemu.Monitor.Qmp;

/// <summary>The <c>/FMT</c> of <c>x</c> and <c>xp</c>.</summary>
/// <param name="Count">How many values.</param>
/// <param name="Kind">x, d, u, o, c or i.</param>
/// <param name="Size">Bytes of a value: 1, 2, 4 or 8.</param>
internal readonly record struct MemoryFormat(int Count, char Kind, int Size)
{
    public static MemoryFormat Default => new(1, 'x', 4);

    /// <summary>Reads what follows the slash.</summary>
    /// <exception cref="QmpException">It is no format.</exception>
    public static MemoryFormat Parse(string text)
    {
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        int count = 1;
        if (digits > 0 && !int.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out count))
        {
            throw new QmpException($"The count '{text[..digits]}' is too large.");
        }

        char kind = 'x';
        int? size = null;
        foreach (char c in text.AsSpan(digits))
        {
            switch (c)
            {
                case 'x' or 'd' or 'u' or 'o' or 'c' or 'i':
                    kind = c;
                    break;
                case 'b' or 'h' or 'w' or 'g':
                    size = c switch { 'b' => 1, 'h' => 2, 'w' => 4, _ => 8 };
                    break;
                default:
                    throw new QmpException($"invalid char in format: '{c}'");
            }
        }

        return new MemoryFormat(count, kind, size ?? (kind == 'c' ? 1 : 4));
    }

    /// <summary>A value as this format shows it, padded to the width of the largest.</summary>
    public string Render(ulong value)
    {
        int bits = Size * 8;
        long signed = (long)(value << (64 - bits)) >> (64 - bits);
        int decimals = ((bits * 10) + 32) / 33;
        return Kind switch
        {
            'd' => signed.ToString(CultureInfo.InvariantCulture).PadLeft(decimals),
            'u' => value.ToString(CultureInfo.InvariantCulture).PadLeft(decimals),
            'o' => "0" + Convert.ToString((long)value, 8).PadLeft((bits + 2) / 3, '0'),
            'c' => Character((byte)value),
            _ => "0x" + value.ToString("x", CultureInfo.InvariantCulture).PadLeft(Size * 2, '0'),
        };
    }

    private static string Character(byte value) => value switch
    {
        (byte)'\'' => "'\\''",
        (byte)'\\' => "'\\\\'",
        (byte)'\n' => "'\\n'",
        (byte)'\r' => "'\\r'",
        >= 32 and <= 126 => $"'{(char)value}'",
        _ => $"'\\x{value:x2}'",
    };
}
