using System.Buffers.Binary;

namespace Xemu.Block;

/// <summary>Unpacks FLAC frames of two channels with 16 bits, as CHD files use them for any bytes: a letter for the order of bytes, then frames, without the stream's header.</summary>
/// <remarks>Written from RFC 9639. Checksums of frames are not looked at: the hunk has its own.</remarks>
internal sealed class FlacDecoder
{
    private const int SampleBits = 16;
    private const int FrameBytes = 4;
    private int[] _left = [];
    private int[] _right = [];

    /// <summary>Unpacks until a block is full.</summary>
    /// <returns>Whether it became full.</returns>
    /// <exception cref="ChdDamageException">The frames are none.</exception>
    public bool TryDecode(ReadOnlySpan<byte> packed, Span<byte> block)
    {
        if (packed.IsEmpty || packed[0] is not ((byte)'L' or (byte)'B') || block.Length % FrameBytes != 0)
        {
            return false;
        }

        if (_left.Length < block.Length / FrameBytes)
        {
            _left = new int[block.Length / FrameBytes];
            _right = new int[block.Length / FrameBytes];
        }

        var bits = new BitReader(packed[1..]);
        for (int done = 0; done < block.Length;)
        {
            int samples = DecodeFrame(ref bits, (block.Length - done) / FrameBytes);
            Write(block.Slice(done, samples * FrameBytes), isLittle: packed[0] == 'L');
            done += samples * FrameBytes;
        }

        return true;
    }

    private int DecodeFrame(ref BitReader bits, int room)
    {
        const int LeftSide = 8;
        const int SideRight = 9;
        const int MidSide = 10;
        (int samples, int channels) = ReadHeader(ref bits);
        if (samples > room || channels is not (1 or LeftSide or SideRight or MidSide))
        {
            throw new ChdDamageException("a FLAC frame that does not fit");
        }

        Span<int> left = _left.AsSpan(0, samples);
        Span<int> right = _right.AsSpan(0, samples);
        FlacSubframe.Read(ref bits, left, channels == SideRight ? SampleBits + 1 : SampleBits);
        FlacSubframe.Read(ref bits, right, channels is LeftSide or MidSide ? SampleBits + 1 : SampleBits);
        bits.Align();
        _ = bits.Read(16);
        if (bits.IsPastEnd)
        {
            throw new ChdDamageException("a FLAC frame that ends too early");
        }

        for (int i = 0; channels != 1 && i < samples; i++)
        {
            (left[i], right[i]) = channels switch
            {
                LeftSide => (left[i], left[i] - right[i]),
                SideRight => (left[i] + right[i], right[i]),
                _ => (MidLeft(left[i], right[i]), MidLeft(left[i], right[i]) - right[i]),
            };
        }

        return samples;
    }

    /// <summary>The middle has lost its lowest bit, which is that of the difference.</summary>
    private static int MidLeft(int middle, int side) => (((middle << 1) | (side & 1)) + side) >> 1;

    private static (int Samples, int Channels) ReadHeader(ref BitReader bits)
    {
        const int Sync = 0x7FFC;
        uint sync = bits.Read(15);
        _ = bits.Read(1);
        int size = (int)bits.Read(4);
        int rate = (int)bits.Read(4);
        int channels = (int)bits.Read(4);
        uint sampleSize = bits.Read(3);
        _ = bits.Read(1);
        if (sync != Sync || sampleSize is not (0 or 4))
        {
            throw new ChdDamageException("something in place of a FLAC frame");
        }

        SkipNumber(ref bits);
        int samples = size switch
        {
            1 => 192,
            >= 2 and <= 5 => 576 << (size - 2),
            6 => (int)bits.Read(8) + 1,
            7 => (int)bits.Read(16) + 1,
            >= 8 => 256 << (size - 8),
            _ => throw new ChdDamageException("a FLAC frame without a size"),
        };
        _ = bits.Read(rate switch { 12 => 8, 13 or 14 => 16, _ => 0 });
        _ = bits.Read(8);
        return (samples, channels);
    }

    /// <summary>The frame's number, in the manner of UTF-8: as many bytes as the first one has leading ones.</summary>
    private static void SkipNumber(ref BitReader bits)
    {
        uint first = bits.Read(8);
        for (uint mask = 0x40; (first & 0x80) != 0 && (first & mask) != 0; mask >>= 1)
        {
            _ = bits.Read(8);
        }
    }

    private void Write(Span<byte> block, bool isLittle)
    {
        for (int i = 0; i < block.Length / FrameBytes; i++)
        {
            Span<byte> frame = block[(i * FrameBytes)..];
            if (isLittle)
            {
                BinaryPrimitives.WriteInt16LittleEndian(frame, (short)_left[i]);
                BinaryPrimitives.WriteInt16LittleEndian(frame[2..], (short)_right[i]);
            }
            else
            {
                BinaryPrimitives.WriteInt16BigEndian(frame, (short)_left[i]);
                BinaryPrimitives.WriteInt16BigEndian(frame[2..], (short)_right[i]);
            }
        }
    }
}
