using Xemu.Abstractions;
using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>Words about what is on a disk.</summary>
internal static class DiskText
{
    /// <summary>A name for a terminal: characters that would steer it are shown as a question mark.</summary>
    public static string Printable(string name) => string.Create(name.Length, name, static (text, from) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = char.IsControl(from[i]) || char.IsSurrogate(from[i]) ? '?' : from[i];
        }
    });

    /// <summary>Throws when an operation did not end well.</summary>
    /// <exception cref="ComponentException">With what to do.</exception>
    public static void Require(FatxStatus status, string place)
    {
        if (status != FatxStatus.Ok)
        {
            throw new ComponentException(Explain(status, Printable(place)));
        }
    }

    private static string Explain(FatxStatus status, string place) => status switch
    {
        FatxStatus.NotFound => $"'{place}' does not exist on the disk; 'disk ls' shows what there is.",
        FatxStatus.PathNotFound => $"A folder on the way to '{place}' is missing on the disk, or is a file; 'disk mkdir -p' makes folders.",
        FatxStatus.Exists => $"'{place}' exists on the disk; choose another name, or use --force to overwrite a file.",
        FatxStatus.NoSpace => $"'{place}' does not fit: the partition is full, a folder has its 4096 entries, or a file would pass 4 GiB; remove something first.",
        FatxStatus.NotEmpty => $"Folder '{place}' has entries; use -r to remove it with all that is in it.",
        FatxStatus.InvalidName => $"'{place}' cannot be a name on the disk: up to {FatxName.MaxLength} letters, digits, blanks and !#$%&'()-.@[]^_`{{}}~; rename it first.",
        FatxStatus.IsDirectory => $"'{place}' is a folder; use -r, or name a file.",
        FatxStatus.NotDirectory => $"'{place}' is a file; name a folder.",
        FatxStatus.Corrupt => $"The volume is damaged at '{place}'; 'disk check --repair' repairs it.",
        FatxStatus.EndOfFile => $"'{place}' ends before it should; 'disk check' tells more.",
        FatxStatus.ReadOnly => $"'{place}' is on a disk that is read only.",
        _ => $"The host could not read or write at '{place}'; check its disk.",
    };
}
