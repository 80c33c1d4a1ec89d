namespace Xemu.Block.Xdvdfs;

/// <summary>How much of a folder goes on a disc.</summary>
/// <param name="MaxEntries">Files and folders.</param>
/// <param name="MaxBytes">Size of the volume.</param>
/// <param name="MaxDepth">Folders within folders.</param>
internal sealed record LayoutLimits(int MaxEntries = 100_000, ulong MaxBytes = 64UL << 30, int MaxDepth = 100)
{
    /// <summary>Enough for every disc, and little enough for memory: the volume's tables are held.</summary>
    public static LayoutLimits Standard { get; } = new();
}
