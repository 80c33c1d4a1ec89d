using Xemu.Abstractions.Media;

namespace Xemu.Kernel.Tests;

/// <summary>A hard disk of which only the first sectors exist.</summary>
internal sealed class SparseDisk : IBlockDevice
{
    private const int KeptBytes = 0x1_0000;

    /// <summary>The first sectors.</summary>
    public byte[] Start { get; } = new byte[KeptBytes];

    /// <summary>Whether reads and writes fail.</summary>
    public bool IsBroken { get; set; }

    public ulong SizeBytes => 0xEE_8AB0UL * 512;

    public bool IsReadOnly { get; set; }

    public void Read(ulong offset, Span<byte> destination)
    {
        ThrowIfBroken();
        destination.Clear();
        if (offset < KeptBytes)
        {
            Start.AsSpan((int)offset)[..Math.Min(destination.Length, KeptBytes - (int)offset)].CopyTo(destination);
        }
    }

    public void Write(ulong offset, ReadOnlySpan<byte> source)
    {
        ThrowIfBroken();
        if (offset < KeptBytes)
        {
            source[..Math.Min(source.Length, KeptBytes - (int)offset)].CopyTo(Start.AsSpan((int)offset));
        }
    }

    public void Flush() => ThrowIfBroken();

    private void ThrowIfBroken()
    {
        if (IsBroken)
        {
            throw new IOException("The disk is broken.");
        }
    }
}
