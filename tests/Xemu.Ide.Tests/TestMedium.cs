using Xemu.Abstractions.Media;

namespace Xemu.Ide.Tests;

/// <summary>A medium in memory that can be told to fail.</summary>
internal sealed class TestMedium(int sizeBytes) : IBlockDevice
{
    public byte[] Content { get; } = new byte[sizeBytes];

    public bool IsReadOnly { get; set; }

    public ulong? BadSector { get; set; }

    public int Flushes { get; private set; }

    public ulong SizeBytes => (ulong)Content.Length;

    /// <summary>Every byte says which 512-byte sector it is in, and where.</summary>
    public static TestMedium Numbered(int sizeBytes)
    {
        var medium = new TestMedium(sizeBytes);
        for (int i = 0; i < sizeBytes; i++)
        {
            medium.Content[i] = (byte)((i / 512 * 7) + i);
        }

        return medium;
    }

    public void Read(ulong offset, Span<byte> destination)
    {
        Check(offset, destination.Length);
        Content.AsSpan((int)offset, destination.Length).CopyTo(destination);
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        Check(offset, source.Length);
        source.CopyTo(Content.AsSpan((int)offset));
    }

    public void Flush() => Flushes++;

    private void Check(ulong offset, int length)
    {
        if (BadSector is { } bad && offset / 512 <= bad && bad < (offset + (ulong)length) / 512)
        {
            throw new IOException("Bad sector.");
        }

        if (offset > SizeBytes || (ulong)length > SizeBytes - offset)
        {
            throw new IOException("Outside.");
        }
    }
}
