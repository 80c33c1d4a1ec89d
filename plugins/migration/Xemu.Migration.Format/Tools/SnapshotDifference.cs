namespace Xemu.Migration.Format;

/// <summary>One difference between two snapshots.</summary>
/// <param name="Where">Path of a field (<c>device.part.field</c>), or <c>ram BLOCK</c>.</param>
/// <param name="FirstPage">The first page of a run that differs; -1 for what is no page.</param>
/// <param name="Pages">Pages of the run.</param>
/// <param name="A">What the first file has; empty for pages.</param>
/// <param name="B">What the second file has; empty for pages.</param>
public sealed record SnapshotDifference(string Where, long FirstPage, long Pages, string A, string B);
