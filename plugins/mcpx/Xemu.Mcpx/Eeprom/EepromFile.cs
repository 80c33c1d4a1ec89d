using Xemu.Abstractions;

namespace Xemu.Mcpx;

/// <summary>Reads and replaces the EEPROM's file; at every moment the file holds the old content or the new one.</summary>
internal static class EepromFile
{
    /// <summary>Reads the file.</summary>
    /// <returns>The content, or null where there is no file.</returns>
    /// <exception cref="ComponentException">The file cannot be read, or is no EEPROM.</exception>
    public static byte[]? Read(string path)
    {
        byte[] content;
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists && !Directory.Exists(path))
            {
                return null;
            }

            if (info.Exists && info.Length != EepromImage.SizeBytes)
            {
                throw new ComponentException($"EEPROM file '{path}' has {info.Length} bytes and must have {EepromImage.SizeBytes}; restore it from a copy, or move it away to have a new one made.");
            }

            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ComponentException($"EEPROM file '{path}' cannot be read; check that it is a file and its permissions, or set 'file' to another path.", e);
        }

        // It may have changed between the two looks.
        string? fault = content.Length == EepromImage.SizeBytes ? EepromImage.FindFault(content) : $"it has {content.Length} bytes";
        return fault is null
            ? content
            : throw new ComponentException($"EEPROM file '{path}' is damaged: {fault}; restore it from a copy, or move it away to have a new one made.");
    }

    /// <summary>Replaces the file: a temporary file is written and made durable, and takes its name.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string? folder = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(folder))
        {
            Directory.CreateDirectory(folder);
        }

        string temporary = path + ".new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (IOException)
        {
            File.Delete(temporary);
            throw;
        }
    }
}
