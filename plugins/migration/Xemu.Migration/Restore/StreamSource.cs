using Xemu.Abstractions.Migration;
using Xemu.Migration.Format;

namespace Xemu.Migration;

/// <summary>The main channel of an open address as the format's reader wants it. Any thread.</summary>
internal sealed class StreamSource(IMigrationStream stream) : ISnapshotSource
{
    private readonly Lock _gate = new();

    public long? Length => (long?)stream.LengthBytes;

    public int Read(long position, Span<byte> destination)
    {
        ulong length = stream.LengthBytes ?? ulong.MaxValue;
        if (position < 0 || (ulong)position >= length)
        {
            return 0;
        }

        int count = (int)Math.Min((ulong)destination.Length, length - (ulong)position);
        lock (_gate)
        {
            stream.Main.Read((ulong)position, destination[..count]);
        }

        return count;
    }
}
