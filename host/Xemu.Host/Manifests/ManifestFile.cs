using System.Text;
using Xemu.Machine;

namespace Xemu.Host;

/// <summary>Reads a manifest's text, whatever the path turns out to be.</summary>
internal static class ManifestFile
{
    /// <summary>Manifests are written by hand: a greater file is something else.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Gives the text, or null after reporting why there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="display">As shown to the user.</param>
    /// <param name="blame">The place that named the file: what is wrong with the path is told there.</param>
    /// <param name="diagnostics">Receives mistakes.</param>
    public static string? Read(string path, string display, SourcePlace blame, Diagnostics diagnostics)
    {
        byte[]? bytes = ReadBytes(path, display, blame, diagnostics);
        return bytes is null ? null : Decode(bytes, display, diagnostics);
    }

    /// <summary>Decodes strictly, and tells the place of the first byte that is no text.</summary>
    public static string? Decode(byte[] bytes, string display, Diagnostics diagnostics)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            int index = Math.Clamp(e.Index, 0, bytes.Length);
            ReadOnlySpan<byte> before = bytes.AsSpan(0, index);
            int lineStart = before.LastIndexOf((byte)'\n') + 1;
            var place = new SourcePlace(display, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
            diagnostics.Add(place, "This byte is not UTF-8, which TOML asks for; save the file as UTF-8.");
            return null;
        }
    }

    private static byte[]? ReadBytes(string path, string display, SourcePlace blame, Diagnostics diagnostics)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Add(blame, $"Path '{display}' holds a NUL character; correct it.");
            return null;
        }

        if (Directory.Exists(path))
        {
            diagnostics.Add(blame, $"'{display}' is a folder, not a manifest; name the .toml file in it.");
            return null;
        }

        if (NamedPipe.Is(path))
        {
            diagnostics.Add(blame, $"'{display}' is a named pipe, and opening one may wait for ever; name a file.");
            return null;
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] buffer = new byte[MaxBytes + 1];
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes)
            {
                return buffer.AsSpan(0, length).ToArray();
            }

            diagnostics.Add(blame, $"'{display}' is larger than 1 MiB, the most a manifest may have; is it a manifest at all?");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            string why = new FileInfo(path).LinkTarget is { } target ? $"is a link to '{target}', which does not exist" : "does not exist";
            diagnostics.Add(blame, $"'{display}' {why}; correct the path.");
        }
        catch (UnauthorizedAccessException)
        {
            diagnostics.Add(blame, $"'{display}' cannot be read: permission denied; change its mode or owner.");
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ArgumentException)
        {
            diagnostics.Add(blame, $"'{display}' cannot be read: {e.Message}");
        }

        return null;
    }
}
