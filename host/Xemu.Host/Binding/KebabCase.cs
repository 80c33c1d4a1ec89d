using System.Text;

namespace Xemu.Host;

/// <summary>Names of C# as keys of a manifest.</summary>
internal static class KebabCase
{
    /// <summary><c>CommandLine</c> → <c>command-line</c>, <c>IOPort</c> → <c>io-port</c>, <c>Region2Size</c> → <c>region2-size</c>.</summary>
    public static string From(string name)
    {
        var result = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(name[i])
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                result.Append('-');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }
}
