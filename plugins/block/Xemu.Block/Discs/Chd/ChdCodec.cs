namespace Xemu.Block;

/// <summary>How a hunk is packed; the numbers are the four letters that the format names them by.</summary>
internal enum ChdCodec : uint
{
    /// <summary>Not at all.</summary>
    None = 0,

    /// <summary>Deflate.</summary>
    Zlib = 0x7A6C_6962,

    /// <summary>Zstandard.</summary>
    Zstd = 0x7A73_7464,

    /// <summary>LZMA.</summary>
    Lzma = 0x6C7A_6D61,

    /// <summary>Huffman codes for bytes.</summary>
    Huff = 0x6875_6666,

    /// <summary>FLAC, as if the bytes were sound.</summary>
    Flac = 0x666C_6163,
}
