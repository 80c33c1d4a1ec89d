namespace Xemu.Migration;

/// <summary>Which snapshot: the id that its file carries, and the address where it was.</summary>
internal sealed record SnapshotName(Guid Id, string Uri);
