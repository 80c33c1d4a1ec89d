using System.Security.Cryptography;

namespace Xemu.Host;

/// <summary>What a manifest says a plugin must be: a version, or the SHA-256 of its assembly.</summary>
/// <param name="AssemblyName">The plugin's assembly.</param>
/// <param name="Version">The version, or null.</param>
/// <param name="Sha256">The hash in lower-case hexadecimal, or null.</param>
/// <param name="Place">Where the pin stands.</param>
internal sealed record PluginPin(string AssemblyName, string? Version, string? Sha256, SourcePlace Place)
{
    private const string VersionPrefix = "version ";
    private const string HashPrefix = "sha256:";

    /// <summary>Reads a pin; null when it has neither form.</summary>
    public static PluginPin? Parse(string assemblyName, string text, SourcePlace place)
    {
        if (text.StartsWith(VersionPrefix, StringComparison.Ordinal) && text.Length > VersionPrefix.Length)
        {
            return new PluginPin(assemblyName, text[VersionPrefix.Length..].Trim(), null, place);
        }

        string hash = text.StartsWith(HashPrefix, StringComparison.Ordinal) ? text[HashPrefix.Length..].ToLowerInvariant() : string.Empty;
        return hash.Length == 64 && hash.All(char.IsAsciiHexDigitLower) ? new PluginPin(assemblyName, null, hash, place) : null;
    }

    /// <summary>The hash of an assembly file.</summary>
    /// <exception cref="PluginException">It cannot be read.</exception>
    public static string HashOf(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>What is wrong with a file, or null when it is the pinned one.</summary>
    /// <exception cref="PluginException">It cannot be read.</exception>
    public string? Mismatch(PluginMetadata plugin)
    {
        if (Version is not null)
        {
            return plugin.Version == Version ? null : $"has version {plugin.Version}, but the manifest pins {Version}";
        }

        string hash = HashOf(plugin.Path);
        return hash == Sha256 ? null : $"has SHA-256 {hash}, which is not the pinned one";
    }
}
