namespace Xemu.Abstractions.Graphics;

/// <summary>Rows of bytes in guest memory: what copies and the display engine touch.</summary>
/// <param name="Offset">First byte of the first row in the RAM block; wherever it lies, only what may be touched is.</param>
/// <param name="Pitch">Bytes from row to row; negative where rows follow each other downwards in memory.</param>
/// <param name="First">First byte that may be touched.</param>
/// <param name="Last">Last byte that may be touched.</param>
public readonly record struct MemoryRows(ulong Offset, long Pitch, ulong First, ulong Last)
{
    /// <summary>The part of a row that may be touched: from its first byte to where it ends, or memory, or what may be touched does. Empty for a row that begins outside.</summary>
    /// <param name="row">Its number, from 0.</param>
    /// <param name="bytes">Bytes of a row.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    public MemoryRange Row(int row, int bytes, ulong memoryBytes)
    {
        // 128 bits, so that no numbers lead round to memory again.
        Int128 offset = (Int128)Offset + ((Int128)Pitch * row);
        return offset < First || offset > Last || offset > ulong.MaxValue || bytes <= 0 ? default : MemoryRange.Within((ulong)offset, (ulong)bytes, Last, memoryBytes);
    }

    /// <summary>From the lowest to the highest byte of all rows, as far as they may be touched: what a renderer claims.</summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="bytes">Bytes of a row.</param>
    /// <param name="memoryBytes">Size of the RAM block.</param>
    public MemoryRange Range(int rows, int bytes, ulong memoryBytes)
    {
        if (rows <= 0 || bytes <= 0)
        {
            return default;
        }

        Int128 other = (Int128)Offset + ((Int128)Pitch * (rows - 1));
        Int128 first = Int128.Max(Int128.Min(Offset, other), First);
        Int128 end = Int128.Min(Int128.Min(Int128.Max(Offset, other) + bytes, (Int128)Last + 1), memoryBytes);
        return end <= first ? default : new MemoryRange((ulong)first, (int)Int128.Min(end - first, int.MaxValue));
    }
}
