using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Xemu.Block;

/// <summary>Reads and writes tables of big-endian 64-bit entries.</summary>
internal static class Qcow2Table
{
    /// <summary>Reads a table; what lies past the end of the file is zero.</summary>
    public static void Read(ImageFile file, ulong offset, Span<ulong> entries)
    {
        file.ReadPadded(offset, MemoryMarshal.AsBytes(entries));
        BinaryPrimitives.ReverseEndianness(entries, entries);
    }

    /// <summary>Writes a table.</summary>
    public static void Write(ImageFile file, ulong offset, ReadOnlySpan<ulong> entries)
    {
        ulong[] swapped = new ulong[entries.Length];
        BinaryPrimitives.ReverseEndianness(entries, swapped);
        file.Write(offset, MemoryMarshal.AsBytes(swapped.AsSpan()));
    }
}
