using Xemu.Block.Fatx;

namespace Xemu.Block;

/// <summary>An entry that a walk over a disk came to.</summary>
/// <param name="Path">Its path: <c>E:/UDATA/file</c>.</param>
/// <param name="Node">The entry.</param>
/// <param name="Depth">0 for the first ones, one more for each folder on the way.</param>
/// <param name="Problem">Why the walk did not go into it, or null.</param>
internal readonly record struct DiskEntry(string Path, FatxNode Node, int Depth, string? Problem = null);
