using System.Buffers;
using System.Text;

namespace Xemu.Block.Fatx;

/// <summary>Rules for names.</summary>
/// <remarks>Source: consolemods.org, "Xbox:FATXplorer", limits of FATX. That the console refuses bytes above 0x7E: unverified.</remarks>
internal static class FatxName
{
    /// <summary>Longest name in bytes.</summary>
    public const int MaxLength = 42;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'()-.@[]^_`{}~ ");

    /// <summary>Whether a new entry may have this name.</summary>
    public static bool IsValid(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= MaxLength && name is not ("." or "..") && !name.ContainsAnyExcept(Allowed);

    /// <summary>Whether an entry with this name is shown: other systems write characters that the console does not, but none may be taken for a path.</summary>
    public static bool IsReadable(ReadOnlySpan<byte> name) =>
        name.Length is > 0 and <= MaxLength
        && !name.SequenceEqual("."u8) && !name.SequenceEqual(".."u8)
        && !name.ContainsAny((byte)'/', (byte)'\\') && !name.ContainsAnyInRange((byte)0, (byte)0x1F);

    /// <summary>Whether a stored name is meant by the given one: letters A to Z are the same in both cases.</summary>
    public static bool Matches(ReadOnlySpan<byte> stored, ReadOnlySpan<char> name)
    {
        if (stored.Length != name.Length)
        {
            return false;
        }

        for (int i = 0; i < stored.Length; i++)
        {
            if (Upper((char)stored[i]) != Upper(name[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The name as text, a character for each byte.</summary>
    public static string Decode(ReadOnlySpan<byte> stored) => Encoding.Latin1.GetString(stored);

    /// <summary>The name as it is compared.</summary>
    public static string Fold(string name) => string.Create(name.Length, name, static (folded, from) =>
    {
        for (int i = 0; i < folded.Length; i++)
        {
            folded[i] = Upper(from[i]);
        }
    });

    private static char Upper(char c) => c is >= 'a' and <= 'z' ? (char)(c - 0x20) : c;
}
