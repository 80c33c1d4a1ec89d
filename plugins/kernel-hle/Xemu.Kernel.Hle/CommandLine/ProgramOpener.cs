using System.Text;
using Xemu.Abstractions;
using Xemu.Block.Xdvdfs;

namespace Xemu.Kernel.Hle;

/// <summary>Opens programs, folders with one, and disc images: <c>run game.iso</c>, <c>run default.xbe</c>, <c>run ./folder</c>.</summary>
/// <remarks>A program's folder is its disc, so that it finds the files beside it. Everything is read only.</remarks>
internal sealed class ProgramOpener : IFileOpener
{
    private const string Program = "default.xbe";

    /// <inheritdoc/>
    public string Name => "Xbox programs (XBE) and discs";

    /// <inheritdoc/>
    public bool Probe(string path, ReadOnlySpan<byte> start) => start.StartsWith("XBEH"u8) || DiscKinds.TypeOf(path) is not null;

    /// <inheritdoc/>
    public string CreateManifest(string path)
    {
        bool isProgram = File.Exists(path) && IsProgram(path);
        string disc = isProgram ? Path.GetDirectoryName(path)! : path;
        string type = DiscKinds.TypeOf(disc) ?? throw new ComponentException($"'{path}' is no Xbox disc.");
        if (type == "block.folder" && !isProgram && FindProgram(disc) is null)
        {
            throw new ComponentException($"Folder '{path}' has no {Program}; name the program itself.");
        }

        string name = isProgram ? Path.GetFileName(path) : Program;
        return $"""
            manifest = 1
            extends = "xbox-hle.toml"

            [components.disc]
            type = "{type}"
            file = {Quote(disc)}
            read-only = true

            [components.dvd]
            medium = "disc"

            [components.kernel]
            program = {Quote(@"\Device\CdRom0\" + name)}
            """;
    }

    private static bool IsProgram(string path)
    {
        Span<byte> start = stackalloc byte[4];
        using FileStream file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("XBEH"u8);
    }

    private static string? FindProgram(string folder) =>
        Directory.EnumerateFiles(folder).FirstOrDefault(static f => string.Equals(Path.GetFileName(f), Program, StringComparison.OrdinalIgnoreCase));

    /// <summary>A TOML basic string.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char character in text)
        {
            quoted.Append(character switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                < ' ' or '\u007F' => $"\\u{(int)character:X4}",
                _ => character.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
