namespace Xemu.Abstractions;

/// <summary>The version of the plugin contract that this assembly is.</summary>
/// <remarks>A host runs plugins of its own major version whose minor version is not greater than its own.</remarks>
public static class ContractVersion
{
    /// <summary>Grows when a member is added that implementers must have, or a signature changes.</summary>
    public const int Major = 0;

    /// <summary>Grows when something is added that old plugins need not know.</summary>
    public const int Minor = 1;
}
