using Xemu.Abstractions.Media;

namespace Xemu.Block.Tests;

/// <summary>A disc in memory, with parts that cannot be read if a test wants some.</summary>
internal sealed class MemoryDisc(byte[] bytes) : IBlockDevice
{
    public ulong SizeBytes => Start + (ulong)bytes.Length;

    public bool IsReadOnly => true;

    /// <summary>Where the bytes lie; zeros before.</summary>
    public ulong Start { get; init; }

    public Range? Unreadable { get; init; }

    public long BytesRead { get; private set; }

    public void Read(ulong offset, Span<byte> destination)
    {
        Assert.Equal(0u, offset % 512);
        Assert.Equal(0, destination.Length % 512);
        Assert.True(offset + (ulong)destination.Length <= SizeBytes, "beyond the end");
        if (Unreadable is { } bad && (int)offset < bad.End.Value && (int)offset + destination.Length > bad.Start.Value)
        {
            throw new IOException("Scratched.");
        }

        BytesRead += destination.Length;
        destination.Clear();
        if (offset >= Start)
        {
            bytes.AsSpan((int)(offset - Start), destination.Length).CopyTo(destination);
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source) => throw new IOException("Read-only.");

    public void Flush()
    {
    }
}
