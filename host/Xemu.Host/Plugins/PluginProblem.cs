namespace Xemu.Host;

/// <summary>A plugin that was found and cannot be used.</summary>
/// <param name="AssemblyName">Its folder's name.</param>
/// <param name="Path">The assembly.</param>
/// <param name="Message">Why, and the way out.</param>
internal sealed record PluginProblem(string AssemblyName, string Path, string Message);
