using System.Globalization;

namespace Xemu.Migration;

/// <summary>Bytes a second as the user writes them.</summary>
internal static class ByteRate
{
    /// <summary>Reads a number with an optional unit.</summary>
    /// <returns>Null when it is none.</returns>
    public static ulong? TryParse(string text)
    {
        foreach ((string unit, int shift) in new[] { ("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0), (string.Empty, 0) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && ulong.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out ulong count))
            {
                return count <= ulong.MaxValue >> shift ? count << shift : null;
            }
        }

        return null;
    }
}
