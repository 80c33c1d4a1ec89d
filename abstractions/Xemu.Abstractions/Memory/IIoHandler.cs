namespace Xemu.Abstractions.Memory;

/// <summary>Answers accesses to a range of registers, in memory or port space.</summary>
/// <remarks>
/// Machine thread only. The bus splits, merges and aligns, so a handler only sees offsets inside its range, naturally aligned, with a
/// width it implements (<see cref="Widths"/>). Guest input never throws here.
/// </remarks>
public interface IIoHandler
{
    /// <summary>The widths that the handler accepts and implements.</summary>
    IoWidths Widths => IoWidths.Dword;

    /// <summary>Reads a register.</summary>
    /// <param name="offset">Byte offset into the range, a multiple of <paramref name="width"/>.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    /// <returns>The value, zero-extended.</returns>
    ulong Read(ulong offset, int width);

    /// <summary>Writes a register.</summary>
    /// <param name="offset">Byte offset into the range, a multiple of <paramref name="width"/>.</param>
    /// <param name="width">1, 2, 4 or 8 bytes.</param>
    /// <param name="value">The value, zero-extended.</param>
    void Write(ulong offset, int width, ulong value);
}
