namespace Xemu.Host;

/// <summary>A plugin whose parts are registered.</summary>
/// <param name="Metadata">The file.</param>
/// <param name="Parts">What it registered.</param>
internal sealed record LoadedPlugin(PluginMetadata Metadata, PluginParts Parts);
