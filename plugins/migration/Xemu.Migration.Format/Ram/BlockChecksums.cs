using System.Globalization;
using System.Text;

namespace Xemu.Migration.Format;

/// <summary>The recorded checksums of a block.</summary>
/// <param name="Name">The block's name.</param>
/// <param name="Bitmap">XXH3-64 of its bitmap.</param>
/// <param name="Chunks">One a MiB of the block; none where no page of it is in the file.</param>
public sealed record BlockChecksums(string Name, ulong Bitmap, IReadOnlyList<ulong?> Chunks)
{
    /// <summary>The compact form: 16 hexadecimal digits a chunk, a dot for an empty one.</summary>
    public string ToText()
    {
        var text = new StringBuilder(Chunks.Count * 16);
        foreach (ulong? chunk in Chunks)
        {
            if (chunk is { } hash)
            {
                text.Append(hash.ToString("x16", CultureInfo.InvariantCulture));
            }
            else
            {
                text.Append('.');
            }
        }

        return text.ToString();
    }

    /// <summary>Reads the compact form.</summary>
    /// <exception cref="SnapshotFormatException">It is damaged.</exception>
    public static IReadOnlyList<ulong?> ParseChunks(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var chunks = new List<ulong?>();
        for (int at = 0; at < text.Length;)
        {
            if (text[at] == '.')
            {
                chunks.Add(null);
                at++;
                continue;
            }

            if (text.Length - at < 16
                || !ulong.TryParse(text.AsSpan(at, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong hash))
            {
                throw new SnapshotFormatException($"The checksums of RAM block '{name}' are damaged at character {at} of {text.Length}.");
            }

            chunks.Add(hash);
            at += 16;
        }

        return chunks;
    }
}
