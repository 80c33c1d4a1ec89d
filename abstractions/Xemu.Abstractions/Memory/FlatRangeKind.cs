namespace Xemu.Abstractions.Memory;

/// <summary>What a range of the flat view is.</summary>
public enum FlatRangeKind
{
    /// <summary>Nothing: reads give all ones.</summary>
    Unmapped,

    /// <summary>RAM.</summary>
    Ram,

    /// <summary>A RAM block mapped read-only.</summary>
    Rom,

    /// <summary>Registers.</summary>
    Io,
}
