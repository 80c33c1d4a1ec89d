using System.Numerics;

namespace Xemu.Gpu.Nv2a;

/// <summary>How the bytes of a tile lie in memory, when they do not lie one behind the other.</summary>
/// <param name="Base">The first byte, a multiple of 16 KiB; 0 bytes long where there is no tile.</param>
/// <param name="SizeBytes">How many bytes.</param>
/// <param name="Pitch">Bytes of a row.</param>
/// <param name="SwapsBanks">BANKOFF: pages change places with their neighbours.</param>
/// <remarks>
/// A page of 4 KiB has 16 rows of 256 bytes, and pages lie along the rows of the tile. In a page, pieces of 16 bytes lie so that four partitions of memory have
/// their turn. Source: envytools (nvhw, hwtest: tiles of NV20 and later), with the numbers that make the console's photograph of a tile that is read without one
/// (nxdk_pgraph_tests, "Image blit"): four partitions, pages of 4 KiB. With more memory than 64 MiB: unverified.
/// </remarks>
internal readonly record struct TileLayout(uint Base, uint SizeBytes, uint Pitch, bool SwapsBanks)
{
    private const int PageBytes = 4096;
    private const int PageRows = 16;
    private const int RowBytes = 256;
    private const int PieceBytes = 16;

    /// <summary>By piece of a page, along its rows: which one it is in memory.</summary>
    private static readonly byte[] Pieces = [.. Enumerable.Range(0, PageBytes / PieceBytes).Select(PieceOf)];

    /// <summary>Whether there is a tile.</summary>
    public bool IsOn => SizeBytes != 0;

    /// <summary>Bytes of the part that is laid out as a whole: 16 rows of pages, or twice as many where their number is odd, as pages swap in pairs.</summary>
    public int UnitBytes => (int)Pitch * PageRows * (HasOddPages ? 2 : 1);

    private int PagesOfARow => (int)Pitch / RowBytes;

    private bool HasOddPages => (PagesOfARow & 1) != 0;

    /// <summary>What the registers of a tile say.</summary>
    /// <param name="tile">TILE: bit 0 on, bit 1 BANKOFF, address.</param>
    /// <param name="limit">TLIMIT: the last byte.</param>
    /// <param name="pitch">TSIZE.</param>
    /// <returns>A tile that is off where they say nothing that can be.</returns>
    public static TileLayout Decode(uint tile, uint limit, uint pitch)
    {
        uint first = tile & 0xFFFF_C000;
        uint last = limit | 0x3FFF;
        return (tile & 1) == 0 || last < first || !IsValid(pitch, out _, out _) ? default : new TileLayout(first, last - first + 1, pitch, (tile & 2) != 0);
    }

    /// <summary>TSTATUS of a tile: bit 31 on, bits 4 to 7 and 0 to 3 the pitch as a power of two of 256 bytes times 1, 3, 5, 7 or 13; 0 for other pitches.</summary>
    public static uint StatusOf(uint tile, uint pitch) => IsValid(pitch, out int shift, out int factor) ? (tile << 31) | ((uint)shift << 4) | (uint)factor : 0;

    /// <summary>Puts a unit from the order of rows into that of memory.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="rows">Its bytes in rows.</param>
    /// <param name="memory">Receives them.</param>
    public void Scatter(int index, ReadOnlySpan<byte> rows, Span<byte> memory)
    {
        for (int piece = 0; piece < UnitBytes / PieceBytes; piece++)
        {
            rows.Slice(piece * PieceBytes, PieceBytes).CopyTo(memory[Locate(index, piece)..]);
        }
    }

    /// <summary>Puts a unit from the order of memory into that of rows.</summary>
    /// <param name="index">Which one.</param>
    /// <param name="memory">Its bytes in memory.</param>
    /// <param name="rows">Receives them.</param>
    public void Gather(int index, ReadOnlySpan<byte> memory, Span<byte> rows)
    {
        for (int piece = 0; piece < UnitBytes / PieceBytes; piece++)
        {
            memory.Slice(Locate(index, piece), PieceBytes).CopyTo(rows[(piece * PieceBytes)..]);
        }
    }

    private static bool IsValid(uint pitch, out int shift, out int factor)
    {
        uint pages = pitch >> 8;
        shift = BitOperations.TrailingZeroCount(pages | 0x100);
        factor = (int)(pages >> shift) switch { 1 => 0, 3 => 1, 5 => 2, 7 => 3, 13 => 4, _ => -1 };
        return (pitch & 0xFF) == 0 && pages is > 1 and < 0x100 && factor >= 0;
    }

    /// <summary>Where a piece of a unit begins in memory.</summary>
    private int Locate(int index, int piece)
    {
        (int row, int x) = Math.DivRem(piece, (int)Pitch / PieceBytes);
        (int band, int rowOfPage) = Math.DivRem(row, PageRows);
        (int page, int column) = Math.DivRem(x, RowBytes / PieceBytes);
        int bandOfTile = (index * (HasOddPages ? 2 : 1)) + band;
        int swap = (SwapsBanks ? 1 : 0) ^ (HasOddPages ? 0 : bandOfTile & 1);
        return ((((band * PagesOfARow) + page) ^ swap) * PageBytes) + (Pieces[(rowOfPage * (RowBytes / PieceBytes)) + column] * PieceBytes);
    }

    /// <summary>Bits of a piece's number in memory: partition 0 and 1, row 2 and 3, column 4 and 5, row 6 and 7.</summary>
    private static byte PieceOf(int piece)
    {
        int row = piece >> 4;
        int column = piece & 15;
        int rowOfFour = row >> 2;

        // Every fourth row begins in another partition.
        int partition = (column + ((rowOfFour & 1) << 1) + (rowOfFour >> 1)) & 3;
        return (byte)((rowOfFour << 6) | (column >> 2 << 4) | ((row & 3) << 2) | partition);
    }
}
