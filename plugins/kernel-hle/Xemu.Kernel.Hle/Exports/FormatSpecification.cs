namespace Xemu.Kernel.Hle;

/// <summary>What stands between the percent sign and the letter of a conversion.</summary>
internal readonly record struct FormatSpecification
{
    private const int MostWidth = 4096;
    private const int MostNumber = 65536;

    /// <summary>Whether the text stands at the left of its field.</summary>
    public bool Left { get; private init; }

    /// <summary>Whether a number's field is filled with zeros.</summary>
    public bool Zero { get; private init; }

    /// <summary>What stands before a number that is not negative: a plus, a blank or nothing.</summary>
    public string Sign { get; private init; }

    /// <summary>Whether a number tells its base, or has a point in any case.</summary>
    public bool Alternate { get; private init; }

    /// <summary>Least width.</summary>
    public int Width { get; private init; }

    /// <summary>Precision, or null when none is given.</summary>
    public int? Precision { get; private init; }

    /// <summary>Bits of an integer: 16, 32 or 64.</summary>
    public int Bits { get; private init; }

    /// <summary>Whether text is said to have 16-bit characters (true) or 8-bit ones (false).</summary>
    public bool? IsWide { get; private init; }

    /// <summary>Reads one.</summary>
    /// <param name="text">The format.</param>
    /// <param name="place">The character behind the percent sign; then the conversion's letter, or the end of the text.</param>
    /// <param name="next">Takes an argument, for a star.</param>
    public static FormatSpecification Parse(string text, ref int place, Func<uint> next)
    {
        var result = new FormatSpecification { Bits = 32, Sign = string.Empty };
        for (; place < text.Length && "-0+ #".Contains(text[place], StringComparison.Ordinal); place++)
        {
            result = text[place] switch
            {
                '-' => result with { Left = true },
                '0' => result with { Zero = true },
                '+' => result with { Sign = "+" },
                ' ' => result.Sign.Length != 0 ? result : result with { Sign = " " },
                _ => result with { Alternate = true },
            };
        }

        long width = ParseNumber(text, ref place, next) ?? 0;
        result = result with { Left = result.Left || width < 0, Width = (int)Math.Min(Math.Abs(width), MostWidth) };
        if (place < text.Length && text[place] == '.')
        {
            place++;
            int precision = ParseNumber(text, ref place, next) ?? 0;
            result = result with { Precision = precision < 0 ? null : Math.Min(precision, MostNumber) };
        }

        return result.ParseSize(text, ref place);
    }

    /// <summary>Fills the field of a text.</summary>
    public string PadText(string text) => Left ? text.PadRight(Width) : text.PadLeft(Width, Zero ? '0' : ' ');

    /// <summary>Fills the field of a number.</summary>
    /// <param name="prefix">Its sign, and what tells its base.</param>
    /// <param name="digits">Its digits.</param>
    /// <param name="zeros">Whether the flag for zeros counts.</param>
    public string PadNumber(string prefix, string digits, bool zeros) =>
        Left ? (prefix + digits).PadRight(Width)
        : Zero && zeros ? prefix + digits.PadLeft(Math.Max(Width - prefix.Length, 0), '0')
        : (prefix + digits).PadLeft(Width);

    private FormatSpecification ParseSize(string text, ref int place)
    {
        ReadOnlySpan<char> rest = text.AsSpan(place);
        foreach ((string size, int bits) in (ReadOnlySpan<(string, int)>)[("I64", 64), ("I32", 32), ("I", 32), ("ll", 64)])
        {
            if (rest.StartsWith(size, StringComparison.Ordinal))
            {
                place += size.Length;
                return this with { Bits = bits };
            }
        }

        if (rest.IsEmpty || !"hlwL".Contains(rest[0], StringComparison.Ordinal))
        {
            return this;
        }

        place++;
        return rest[0] switch
        {
            'h' => this with { Bits = 16, IsWide = false },
            'l' or 'w' => this with { IsWide = true },
            _ => this,
        };
    }

    private static int? ParseNumber(string text, ref int place, Func<uint> next)
    {
        if (place < text.Length && text[place] == '*')
        {
            place++;
            return (int)next();
        }

        int? number = null;
        for (; place < text.Length && char.IsAsciiDigit(text[place]); place++)
        {
            number = Math.Min(((number ?? 0) * 10) + (text[place] - '0'), MostNumber);
        }

        return number;
    }
}
