using ZstdSharp;

namespace Xemu.Block;

/// <summary>Unpacks hunks.</summary>
internal sealed class ChdUnpacker : IDisposable
{
    /// <summary>The codecs, for messages.</summary>
    public const string Known = "zlib, zstd, lzma, huff and flac";

    private readonly LzmaDecoder _lzma = new();
    private readonly FlacDecoder _flac = new();
    private Decompressor? _zstd;
    private ushort[]? _huffman;

    /// <summary>Whether a codec is known.</summary>
    public static bool Knows(ChdCodec codec) => codec is ChdCodec.Zlib or ChdCodec.Zstd or ChdCodec.Lzma or ChdCodec.Huff or ChdCodec.Flac;

    /// <summary>Unpacks a hunk.</summary>
    /// <exception cref="ChdDamageException">It is damaged.</exception>
    public void Unpack(ChdCodec codec, ReadOnlySpan<byte> packed, Span<byte> hunk)
    {
        bool isDone = codec switch
        {
            ChdCodec.Zlib => Inflater.TryInflate(packed, hunk),
            ChdCodec.Zstd => TryZstd(packed, hunk),
            ChdCodec.Lzma => _lzma.TryDecode(packed, hunk),
            ChdCodec.Flac => _flac.TryDecode(packed, hunk),
            _ => TryHuffman(packed, hunk),
        };
        if (!isDone)
        {
            throw new ChdDamageException($"content that is not packed as {codec}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _zstd?.Dispose();

    private bool TryZstd(ReadOnlySpan<byte> packed, Span<byte> hunk)
    {
        try
        {
            _zstd ??= new Decompressor();
            return _zstd.Unwrap(packed, hunk) == hunk.Length;
        }
        catch (ZstdException)
        {
            return false;
        }
    }

    private bool TryHuffman(ReadOnlySpan<byte> packed, Span<byte> hunk)
    {
        const int MaxBits = 16;
        _huffman ??= new ushort[1 << MaxBits];
        var bits = new BitReader(packed);
        HuffmanCode code = HuffmanCode.ReadPacked(ref bits, symbols: 256, MaxBits, _huffman);
        foreach (ref byte value in hunk)
        {
            value = (byte)code.Decode(ref bits);
        }

        return true;
    }
}
