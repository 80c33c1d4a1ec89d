using Xemu.Abstractions.Media;

namespace Xemu.Block.Tests.Fatx;

/// <summary>A disk in memory that can be put back to how it was, quickly, and that counts what is read and written.</summary>
internal sealed class JournalDisk(byte[] content) : IBlockDevice
{
    private readonly Dictionary<int, byte[]> _before = [];

    public ulong SizeBytes => (ulong)content.Length;

    public bool IsReadOnly => false;

    /// <summary>Bytes read and written since <see cref="Restore"/>.</summary>
    public long Moved { get; private set; }

    public Span<byte> Sector(int number)
    {
        if (!_before.ContainsKey(number))
        {
            _before.Add(number, content.AsSpan(number * 512, 512).ToArray());
        }

        return content.AsSpan(number * 512, 512);
    }

    public void Restore()
    {
        foreach ((int number, byte[] sector) in _before)
        {
            sector.CopyTo(content, number * 512);
        }

        _before.Clear();
        Moved = 0;
    }

    public void Read(ulong offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        content.AsSpan((int)offset, destination.Length).CopyTo(destination);
        Moved += destination.Length;
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        for (int at = 0; at < source.Length; at += 512)
        {
            source.Slice(at, 512).CopyTo(Sector((int)(offset / 512) + (at / 512)));
        }

        Moved += source.Length;
    }

    public void Flush()
    {
    }

    private void Check(ulong offset, int length) =>
        Assert.True(offset % 512 == 0 && length % 512 == 0 && offset <= SizeBytes && (ulong)length <= SizeBytes - offset, $"{length} bytes at {offset} are not on the disk.");
}
