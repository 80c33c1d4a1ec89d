namespace Xemu.Migration.Format.Tests;

/// <summary>A device larger than the snapshot on it: no length, and other bytes behind the end.</summary>
/// <param name="bytes">The snapshot.</param>
internal sealed class EndlessSource(ReadOnlyMemory<byte> bytes) : ISnapshotSource
{
    private readonly MemorySnapshotSource _source = new(bytes);

    public long? Length => null;

    public int Read(long position, Span<byte> destination)
    {
        int read = _source.Read(position, destination);
        destination[read..].Fill(0x55);
        return destination.Length;
    }
}
