using System.Globalization;

namespace Xemu.Block;

/// <summary>Sizes as people write and read them.</summary>
internal static class SizeText
{
    /// <summary>Reads a number with an optional unit: <c>8GiB</c>.</summary>
    /// <returns>Null when it is none.</returns>
    public static ulong? TryParse(string text)
    {
        foreach ((string unit, int shift) in new[] { ("TiB", 40), ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0), (string.Empty, 0) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && ulong.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong count))
            {
                return count <= ulong.MaxValue >> shift ? count << shift : null;
            }
        }

        return null;
    }

    /// <summary>A size in a unit that leaves few digits.</summary>
    public static string Short(ulong bytes) => bytes switch
    {
        < 10 << 10 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 10 << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 10} KiB"),
        < 10UL << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):0.0} GiB"),
    };
}
