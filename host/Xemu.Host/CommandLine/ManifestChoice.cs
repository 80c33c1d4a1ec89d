using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>Finds the manifest that an argument of the command line means.</summary>
internal sealed class ManifestChoice(HostContext context, Diagnostics diagnostics)
{
    private const string DefaultManifest = "xbox-demo.toml";
    private const int ProbeBytes = 128 << 10;

    /// <summary>Loads it; null after mistakes.</summary>
    /// <param name="argument">A manifest, its name, a file that a plugin opens, or null for the demo.</param>
    /// <param name="overrides">What <c>--set</c> and options say.</param>
    /// <param name="applyHeadless">Whether <c>[headless]</c> applies.</param>
    public ManifestDocument? Load(string? argument, IReadOnlyList<SourcedOverride> overrides, bool applyHeadless)
    {
        var loader = new ManifestLoader(context.MachinesDirectory, diagnostics);
        if (argument is null)
        {
            return loader.Load(HostPaths.Show(Path.Combine(context.MachinesDirectory, DefaultManifest)), overrides, applyHeadless);
        }

        if (argument.Length == 0 || argument.Contains('\0', StringComparison.Ordinal))
        {
            diagnostics.Add(SourcePlace.Of("command line"), "The manifest's path is empty or holds a NUL character; name a .toml file.");
            return null;
        }

        string path = Locate(argument);
        if (IsManifestName(path) || !Path.Exists(path))
        {
            return loader.Load(path, overrides, applyHeadless);
        }

        return Open(path) is { } text
            ? loader.LoadText(text, Path.Combine(context.MachinesDirectory, $"{Path.GetFileNameWithoutExtension(path)}.toml"), $"(made from {path})", overrides, applyHeadless)
            : null;
    }

    private static bool IsManifestName(string path) => path.EndsWith(".toml", StringComparison.OrdinalIgnoreCase);

    // A path that does not exist here may be one of the manifests that ship: machines/xbox.toml, xbox.toml, or just xbox.
    private string Locate(string argument)
    {
        if (Path.Exists(argument) || Path.IsPathRooted(argument))
        {
            return argument;
        }

        string[] shipped =
        [
            Path.Combine(context.MachinesDirectory, "..", argument),
            Path.Combine(context.MachinesDirectory, argument),
            Path.Combine(context.MachinesDirectory, $"{argument}.toml"),
        ];
        return Array.Find(shipped, candidate => IsManifestName(candidate) && File.Exists(candidate)) is { } found
            ? HostPaths.Show(Path.GetFullPath(found))
            : argument;
    }

    private string? Open(string path)
    {
        string full = Path.GetFullPath(path);
        byte[] start = new byte[ProbeBytes];
        try
        {
            int length = 0;
            if (!Directory.Exists(full))
            {
                // Opening a pipe would hang until somebody writes to it; it has no length.
                if (new FileInfo(full) is { Exists: true, Length: 0 })
                {
                    diagnostics.Add(SourcePlace.Of(path), "The file is empty or no ordinary file (a pipe or a device); name a file that holds something.");
                    return null;
                }

                using FileStream stream = new(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
                length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            }

            foreach (IFileOpener opener in context.Plugins.FileOpeners)
            {
                if (opener.Probe(full, start.AsSpan(0, length)))
                {
                    return opener.CreateManifest(full);
                }
            }

            string[] kinds = [.. context.Plugins.FileOpeners.Select(opener => opener.Name)];
            string known = kinds.Length == 0 ? "no installed plugin opens other files" : $"plugins open only: {string.Join(", ", kinds)}";
            diagnostics.Add(SourcePlace.Of(path), $"This is no manifest (.toml), and {known}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ComponentException)
        {
            diagnostics.Add(SourcePlace.Of(path), $"The file cannot be opened: {e.Message}");
        }
        catch (Exception e) when (!e.IsFatal())
        {
            diagnostics.Add(SourcePlace.Of(path), $"A plugin failed to open the file ({e.GetType().Name}: {e.Message}); please report it.");
        }

        return null;
    }
}
