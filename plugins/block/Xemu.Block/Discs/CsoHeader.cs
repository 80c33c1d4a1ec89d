using System.Buffers.Binary;
using Xemu.Abstractions;

namespace Xemu.Block;

/// <summary>The header of a CSO image.</summary>
internal sealed record CsoHeader(ulong SizeBytes, uint BlockBytes, int Version, int Align)
{
    private const int MaxAlign = 16;
    private const uint MaxBlockBytes = 1 << 20;

    /// <summary>What the index of an image may take of memory: four times of this in bytes, enough for 32 GiB.</summary>
    private const ulong MaxBlocks = 16 << 20;

    /// <summary>Number of blocks.</summary>
    public int Blocks => (int)((SizeBytes + BlockBytes - 1) / BlockBytes);

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="ComponentException">It is damaged.</exception>
    public static CsoHeader Parse(string path, ReadOnlySpan<byte> bytes, ulong fileBytes)
    {
        if (!bytes.StartsWith("CISO"u8))
        {
            throw new ComponentException($"CSO image '{path}' does not begin with 'CISO'; a plain image uses block.raw.");
        }

        var header = new CsoHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]), bytes[20], bytes[21]);
        string? problem = header switch
        {
            { Version: > 2 } => $"is of version {header.Version}, and versions 1 and 2 are known",
            { Align: > MaxAlign } => $"aligns its blocks by 2 to the power {header.Align}, and at most {MaxAlign} is known",
            { BlockBytes: < 512 or > MaxBlockBytes } => $"has blocks of {header.BlockBytes} bytes, which is not between 512 and {MaxBlockBytes}",
            _ when header.BlockBytes % 512 != 0 => $"has blocks of {header.BlockBytes} bytes, which is no multiple of 512",
            { SizeBytes: 0 } => "holds no data",
            _ when header.SizeBytes / header.BlockBytes >= MaxBlocks => $"says that it holds {header.SizeBytes} bytes in blocks of {header.BlockBytes}, and at most {MaxBlocks} blocks are known",
            _ when (header.SizeBytes - 1) / header.BlockBytes >= fileBytes / 4 => $"says that it holds {header.SizeBytes} bytes, and its file of {fileBytes} bytes is too short for the index of that",
            _ => null,
        };
        return problem is null ? header : throw new ComponentException($"CSO image '{path}' {problem}; the image is damaged or of another kind.");
    }
}
