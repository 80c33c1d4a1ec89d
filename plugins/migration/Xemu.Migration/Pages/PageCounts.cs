namespace Xemu.Migration;

/// <summary>What became of a chunk.</summary>
/// <param name="Normal">Pages that went with content.</param>
/// <param name="Zero">Pages that are zero.</param>
/// <param name="Bytes">Bytes through the channel.</param>
internal readonly record struct PageCounts(int Normal, int Zero, int Bytes);
