namespace Xemu.Abstractions.Frontends;

/// <summary>Writes pictures as files; any thread.</summary>
public interface IPictureWriter
{
    /// <summary>Writes a PNG: under a temporary name first, so that the name never holds half a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Lines.</param>
    /// <param name="pixels">Rows top to bottom without gaps, <see cref="PixelFormat.Bgrx8888"/>.</param>
    void WritePng(string path, int width, int height, ReadOnlySpan<byte> pixels);

    /// <summary>The same with an alpha channel; a writer that has none leaves it out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Lines.</param>
    /// <param name="pixels">Rows top to bottom without gaps: blue, green, red and alpha, not multiplied with each other.</param>
    void WritePngWithAlpha(string path, int width, int height, ReadOnlySpan<byte> pixels) => WritePng(path, width, height, pixels);
}
