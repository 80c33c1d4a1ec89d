namespace Xemu.Block;

/// <summary>How a fresh image is laid out.</summary>
public enum DiskLayout
{
    /// <summary>Nothing on it.</summary>
    None,

    /// <summary>The console's partitions, each with an empty FATX volume.</summary>
    Xbox,
}
