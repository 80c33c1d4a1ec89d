namespace Xemu.Host;

/// <summary>Finds plugins: <c>DIRECTORY/Assembly/Assembly.dll</c>.</summary>
internal static class PluginScanner
{
    private const string Contract = "Xemu.Abstractions.dll";

    /// <summary>The plugin assemblies below a directory, by name; none when it does not exist.</summary>
    /// <exception cref="PluginException">The directory cannot be read.</exception>
    public static IEnumerable<string> Find(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        try
        {
            // The directory may be one plugin's own folder.
            IEnumerable<string> folders = Directory.GetDirectories(directory).Order(StringComparer.Ordinal);
            return File.Exists(AssemblyIn(directory)) ? [AssemblyIn(directory)] : [.. folders.Select(AssemblyIn)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginException($"Plugin directory '{directory}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Checks a plugin's folder and reads its metadata.</summary>
    /// <exception cref="PluginException">It cannot be used.</exception>
    public static PluginMetadata Inspect(string assembly)
    {
        string folder = Path.GetDirectoryName(assembly) ?? "/";
        if (!File.Exists(assembly))
        {
            throw new PluginException($"Folder '{folder}' has no {Path.GetFileName(assembly)}; a plugin's folder bears its assembly's name.");
        }

        if (File.Exists(Path.Combine(folder, Contract)))
        {
            throw new PluginException($"Folder '{folder}' holds a copy of {Contract}, whose types would match nothing; delete the copy, and reference the contract with ExcludeAssets=\"runtime\".");
        }

        PluginMetadata metadata = PluginMetadataReader.Read(assembly);
        ContractCheck.Require(metadata);
        return metadata;
    }

    private static string AssemblyIn(string folder)
    {
        string trimmed = Path.TrimEndingDirectorySeparator(folder);
        return Path.Combine(trimmed, $"{Path.GetFileName(trimmed)}.dll");
    }
}
