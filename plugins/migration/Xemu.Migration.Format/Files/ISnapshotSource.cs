namespace Xemu.Migration.Format;

/// <summary>Where a snapshot is read from: positioned reads, from several threads at once.</summary>
public interface ISnapshotSource
{
    /// <summary>Bytes there are, or none when that is not known, as with a device that is larger than the snapshot on it.</summary>
    long? Length { get; }

    /// <summary>Reads bytes at a position.</summary>
    /// <param name="position">Where.</param>
    /// <param name="destination">Filled as far as there are bytes.</param>
    /// <returns>Bytes read; fewer than asked only at the end.</returns>
    int Read(long position, Span<byte> destination);
}
