using System.Globalization;
using System.Text;

namespace Xemu.Host;

/// <summary>Text from files made safe for a terminal.</summary>
internal static class Printable
{
    /// <summary>Escapes what does not print, so that the text is one line, and cuts it.</summary>
    public static string Line(string text, int maxLength)
    {
        var result = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (result.Length >= maxLength)
            {
                return result.Append('…').ToString();
            }

            if (NeedsEscape(rune))
            {
                result.Append("\\u").Append(rune.Value.ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                result.Append(rune.ToString());
            }
        }

        return result.ToString();
    }

    // Format characters (Cf) turn text around on a terminal.
    private static bool NeedsEscape(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
