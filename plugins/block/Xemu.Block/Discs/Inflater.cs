using System.IO.Compression;

namespace Xemu.Block;

/// <summary>Unpacks deflate without a header.</summary>
internal static class Inflater
{
    /// <summary>Unpacks until a block is full; what follows is left alone.</summary>
    /// <returns>Whether it became full.</returns>
    public static unsafe bool TryInflate(ReadOnlySpan<byte> packed, Span<byte> block)
    {
        if (packed.IsEmpty)
        {
            return false;
        }

        // SAFETY: the stream reads within the span's length, and ends before the span does.
        fixed (byte* start = packed)
        {
            using var source = new UnmanagedMemoryStream(start, packed.Length);
            using var stream = new DeflateStream(source, CompressionMode.Decompress);
            try
            {
                return stream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) == block.Length;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }
}
