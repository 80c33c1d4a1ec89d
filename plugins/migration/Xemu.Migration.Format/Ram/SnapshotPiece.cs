namespace Xemu.Migration.Format;

/// <summary>Bytes at a position of the file.</summary>
/// <param name="Position">Where they go.</param>
/// <param name="Bytes">What goes there.</param>
public readonly record struct SnapshotPiece(long Position, ReadOnlyMemory<byte> Bytes);
