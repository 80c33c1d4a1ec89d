namespace Xemu.Abstractions;

/// <summary>Names an assembly as a plugin and says which class registers its parts.</summary>
/// <remarks>
/// The contract version is a default argument: the compiler writes the version that the plugin was built against into its metadata,
/// where the host reads it before it loads the assembly.
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PluginAttribute : Attribute
{
    /// <summary>Names the plugin.</summary>
    /// <param name="name">Dotted or dashed lower-case name, unique among plugins: <c>cpu-x86</c>.</param>
    /// <param name="entry">A public class with a parameterless constructor that implements <see cref="IPlugin"/>.</param>
    /// <param name="contractMajor">Leave it out.</param>
    /// <param name="contractMinor">Leave it out.</param>
    public PluginAttribute(string name, Type entry, int contractMajor = ContractVersion.Major, int contractMinor = ContractVersion.Minor)
    {
        Name = name;
        Entry = entry;
        ContractMajor = contractMajor;
        ContractMinor = contractMinor;
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>The class that registers its parts.</summary>
    public Type Entry { get; }

    /// <summary>Major version of the contract that the plugin was built against.</summary>
    public int ContractMajor { get; }

    /// <summary>Minor version of the contract that the plugin was built against.</summary>
    public int ContractMinor { get; }
}
