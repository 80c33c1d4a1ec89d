namespace Xemu.Block.Fatx;

/// <summary>Kinds of contradictions.</summary>
internal enum FatxFindingKind
{
    /// <summary>Clusters that are taken and belong to nothing: what a power cut leaves. They cost space and nothing else.</summary>
    LostClusters,

    /// <summary>A chain that runs into one that was found before.</summary>
    CrossLink,

    /// <summary>A chain that runs into itself.</summary>
    Loop,

    /// <summary>A chain that leads to a cluster that is free, marked bad, or not there.</summary>
    BrokenChain,

    /// <summary>A file that is longer than its chain.</summary>
    SizeTooLarge,

    /// <summary>An entry whose name cannot be one, so that nobody sees it.</summary>
    BadName,

    /// <summary>Two entries of one name in a folder.</summary>
    DuplicateName,
}
