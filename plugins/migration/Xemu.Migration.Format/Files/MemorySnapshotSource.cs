namespace Xemu.Migration.Format;

/// <summary>A snapshot in memory.</summary>
/// <param name="bytes">Its bytes.</param>
public sealed class MemorySnapshotSource(ReadOnlyMemory<byte> bytes) : ISnapshotSource
{
    /// <inheritdoc/>
    public long? Length => bytes.Length;

    /// <inheritdoc/>
    public int Read(long position, Span<byte> destination)
    {
        if (position < 0 || position >= bytes.Length)
        {
            return 0;
        }

        int length = Math.Min(destination.Length, bytes.Length - (int)position);
        bytes.Span.Slice((int)position, length).CopyTo(destination);
        return length;
    }
}
