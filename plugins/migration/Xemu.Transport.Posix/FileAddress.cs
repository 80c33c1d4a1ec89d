using System.Globalization;
using Xemu.Abstractions.Migration;

namespace Xemu.Transport.Posix;

/// <summary>An address <c>file:PATH[,offset=N]</c>.</summary>
/// <param name="Uri">As the user wrote it.</param>
/// <param name="Path">The path, absolute.</param>
/// <param name="OffsetBytes">Where the migration's data starts in the file.</param>
internal sealed record FileAddress(string Uri, string Path, ulong OffsetBytes)
{
    private const string Scheme = "file:";
    private const string Option = ",offset=";
    private const string SetFolder = "/dev/fdset/";

    /// <summary>Whether it is a file's address and not a set of descriptors.</summary>
    public static bool IsFile(string uri) => uri.StartsWith(Scheme, StringComparison.Ordinal) && !IsSet(uri);

    /// <summary>Whether it names a set of descriptors, <c>file:/dev/fdset/N</c>.</summary>
    public static bool IsSet(string uri) => uri.StartsWith(Scheme + SetFolder, StringComparison.Ordinal);

    /// <summary>Takes an address apart.</summary>
    /// <exception cref="MigrationException">It has no path, or its offset is no number.</exception>
    public static FileAddress Parse(string uri)
    {
        string path = uri[Scheme.Length..];
        ulong offset = 0;
        int at = path.LastIndexOf(Option, StringComparison.Ordinal);
        if (at >= 0)
        {
            string text = path[(at + Option.Length)..];
            path = path[..at];
            if (!TryParseSize(text, out offset) || offset > long.MaxValue)
            {
                throw new MigrationException($"'{text}' in '{uri}' is no offset; write a number of bytes such as 1048576, 0x100000 or 1M.");
            }
        }

        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal))
        {
            throw new MigrationException($"Address '{uri}' names no file; write file:PATH, with ,offset=N behind it where the data shall start later in the file.");
        }

        return new FileAddress(uri, System.IO.Path.GetFullPath(path), offset);
    }

    /// <summary>A number in decimal or, after 0x, in hexadecimal, with one of the suffixes K, M, G, T for powers of 1024.</summary>
    private static bool TryParseSize(string text, out ulong bytes)
    {
        int shift = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, 'T' => 40, _ => 0 };
        string digits = shift == 0 ? text : text[..^1];
        bool isHex = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        bool isNumber = isHex
            ? ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes)
            : ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out bytes);
        isNumber &= bytes <= ulong.MaxValue >> shift;
        bytes <<= shift;
        return isNumber;
    }
}
