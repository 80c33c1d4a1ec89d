using System.Reflection;
using McMaster.NETCore.Plugins;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>Loads a plugin's assembly with its private dependencies: the one place that knows the loading library.</summary>
/// <remarks>
/// The contract and the log interfaces are the host's own; everything else comes from the plugin's folder first. Collectible
/// contexts ignore precompiled code, so only tests ask for one.
/// </remarks>
internal sealed class PluginAssemblyLoader : IDisposable
{
    private static readonly Type[] SharedTypes = [typeof(IPlugin), typeof(ILogger)];

    private readonly PluginLoader _loader;

    private PluginAssemblyLoader(PluginLoader loader) => _loader = loader;

    /// <summary>Loads an assembly and makes its entry class.</summary>
    /// <param name="metadata">The file, already checked.</param>
    /// <param name="isCollectible">Whether disposing unloads it.</param>
    /// <exception cref="PluginException">It cannot be loaded.</exception>
    public static (PluginAssemblyLoader Loader, IPlugin Plugin) Load(PluginMetadata metadata, bool isCollectible = false)
    {
        var loader = new PluginAssemblyLoader(PluginLoader.CreateFromAssemblyFile(
            Path.GetFullPath(metadata.Path), isUnloadable: isCollectible, sharedTypes: SharedTypes));
        try
        {
            return (loader, loader.CreateEntry(metadata));
        }
        catch (Exception e) when (!e.IsFatal())
        {
            loader.Dispose();
            throw e as PluginException
                ?? new PluginException($"Plugin '{metadata.Name}' cannot be loaded from '{metadata.Path}': {Innermost(e).Message}", e);
        }
    }

    public void Dispose()
    {
        if (_loader.IsUnloadable)
        {
            _loader.Dispose();
        }
    }

    private static Exception Innermost(Exception e) => e is TargetInvocationException { InnerException: { } inner } ? Innermost(inner) : e;

    private IPlugin CreateEntry(PluginMetadata metadata)
    {
        Type type = _loader.LoadDefaultAssembly().GetType(metadata.EntryType)
            ?? throw new PluginException($"Plugin '{metadata.Name}' names the entry class {metadata.EntryType}, which '{metadata.Path}' lacks; build it again.");
        return Activator.CreateInstance(type) as IPlugin
            ?? throw new PluginException($"Plugin '{metadata.Name}' names the entry class {metadata.EntryType}, which does not implement IPlugin.");
    }
}
