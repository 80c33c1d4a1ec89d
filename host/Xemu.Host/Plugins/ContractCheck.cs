using Xemu.Abstractions;

namespace Xemu.Host;

/// <summary>Compares a plugin's contract version with the host's.</summary>
internal static class ContractCheck
{
    /// <exception cref="PluginException">They do not go together.</exception>
    public static void Require(PluginMetadata plugin)
    {
        bool isTooNew = plugin.ContractMajor > ContractVersion.Major
            || (plugin.ContractMajor == ContractVersion.Major && plugin.ContractMinor > ContractVersion.Minor);
        if (isTooNew || plugin.ContractMajor != ContractVersion.Major)
        {
            string wayOut = isTooNew ? "update the host" : "get a newer build of the plugin";
            throw new PluginException(
                $"Plugin '{plugin.Name}' is built for contract {plugin.ContractMajor}.{plugin.ContractMinor}, this host has {ContractVersion.Major}.{ContractVersion.Minor}; {wayOut}.");
        }
    }
}
