namespace Xemu.Migration.Format;

/// <summary>How far a tool is.</summary>
/// <param name="DoneBytes">Bytes looked at.</param>
/// <param name="TotalBytes">Bytes there are to look at, at most.</param>
public readonly record struct SnapshotProgress(long DoneBytes, long TotalBytes);
