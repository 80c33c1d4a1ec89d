using System.Globalization;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The files of an image: one, or NAME.1.EXTENSION, NAME.2.EXTENSION and so on, because the console's disk has no files above 4 GiB.</summary>
internal sealed class ImageParts : IDisposable
{
    private const int MaxParts = 16;
    private readonly List<ImageFile> _files = [];

    private ImageParts(string path) => Path = path;

    /// <summary>The first file's path.</summary>
    public string Path { get; }

    /// <summary>How many there are.</summary>
    public int Count => _files.Count;

    /// <summary>A part.</summary>
    public ImageFile this[int index] => _files[index];

    /// <summary>Opens an image by its first file.</summary>
    /// <param name="path">The path.</param>
    /// <param name="kind">What it is, for messages: <c>CSO image</c>.</param>
    /// <exception cref="ComponentException">A part is missing or cannot be opened.</exception>
    public static ImageParts Open(string path, string kind)
    {
        (string stem, int number, string extension) = Split(path);
        if (number > 1 && File.Exists(Name(stem, 1, extension)))
        {
            throw new ComponentException($"{kind} '{path}' is the part {number} of an image; name the first one, '{Name(stem, 1, extension)}'.");
        }

        var parts = new ImageParts(path);
        try
        {
            parts._files.Add(ImageFile.Open(path, writable: false, kind));
            for (int i = 2; number == 1 && i <= MaxParts && File.Exists(Name(stem, i, extension)); i++)
            {
                parts._files.Add(ImageFile.Open(Name(stem, i, extension), writable: false, kind));
            }

            return parts;
        }
        catch
        {
            parts.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ImageFile file in _files)
        {
            file.Dispose();
        }
    }

    private static string Name(string stem, int number, string extension) => string.Create(CultureInfo.InvariantCulture, $"{stem}.{number}{extension}");

    private static (string Stem, int Number, string Extension) Split(string path)
    {
        string extension = System.IO.Path.GetExtension(path);
        string stem = path[..^extension.Length];
        string number = System.IO.Path.GetExtension(stem);
        return number is { Length: 2 } && char.IsAsciiDigit(number[1]) ? (stem[..^2], number[1] - '0', extension) : (stem, 0, extension);
    }
}
