namespace Xemu.Host;

/// <summary>What an assembly says about itself, read from the file without loading it.</summary>
/// <param name="Path">The assembly.</param>
/// <param name="AssemblyName">Its simple name.</param>
/// <param name="Version">Its version, as packages write it: <c>0.1.0</c>.</param>
/// <param name="Name">The plugin's name.</param>
/// <param name="EntryType">Full name of the class that registers its parts.</param>
/// <param name="ContractMajor">Major version of the contract that it was built against.</param>
/// <param name="ContractMinor">Minor version of that contract.</param>
internal sealed record PluginMetadata(
    string Path, string AssemblyName, string Version, string Name, string EntryType, int ContractMajor, int ContractMinor);
