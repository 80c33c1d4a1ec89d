namespace Xemu.Block.Fatx;

/// <summary>A contradiction on a volume.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">The entry it is about; empty for the volume.</param>
/// <param name="Detail">One sentence.</param>
internal readonly record struct FatxFinding(FatxFindingKind Kind, string Path, string Detail);
