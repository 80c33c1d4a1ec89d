namespace Xemu.Migration.Format.Tests;

/// <summary>Throws what no reader may let happen: a write outside.</summary>
internal sealed class BoundedSink : IRamSink
{
    private long _length;

    public void SetLength(long bytes)
    {
        Assert.InRange(bytes, 0, (long)FormatLimits.RamBytes);
        _length = bytes;
    }

    public void Write(long position, ReadOnlySpan<byte> bytes)
    {
        Assert.InRange(position, 0, _length);
        Assert.InRange(position + bytes.Length, 0, _length);
    }
}
