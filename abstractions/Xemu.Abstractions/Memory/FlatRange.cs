namespace Xemu.Abstractions.Memory;

/// <summary>A range of the flat view: one region, or part of one that higher priorities leave visible.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Address">First address.</param>
/// <param name="SizeBytes">Size in bytes.</param>
/// <param name="Name">Name of the region, empty where there is none.</param>
/// <param name="Block">The block, for RAM and ROM.</param>
/// <param name="Handler">The handler, for registers.</param>
/// <param name="Offset">Where the range starts in the block or the region, in bytes.</param>
public readonly record struct FlatRange(
    FlatRangeKind Kind, ulong Address, ulong SizeBytes, string Name, IRamBlock? Block, IIoHandler? Handler, ulong Offset);
