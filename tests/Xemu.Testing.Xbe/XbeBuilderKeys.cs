namespace Xemu.Testing.Xbe;

/// <summary>The keys of the kinds of machines.</summary>
public enum XbeBuilderKeys
{
    /// <summary>Consoles that are sold.</summary>
    Retail,

    /// <summary>Debug kits.</summary>
    Debug,

    /// <summary>Chihiro.</summary>
    Chihiro,
}
