namespace Xemu.Migration.Format;

/// <summary>Finds the description: it ends where the file ends, and its length stands before it.</summary>
internal static class DescriptionFinder
{
    private const int HeaderBytes = 5;

    /// <summary>Looks back from the end, at little first.</summary>
    public static VmDescription FromEnd(ISnapshotSource source, long length)
    {
        for (int window = 64 << 10; ; window *= 8)
        {
            int size = (int)Math.Min(length, Math.Min(window, FormatLimits.DescriptionBytes + HeaderBytes));
            byte[] tail = new byte[size];
            if (source.Read(length - size, tail) != size)
            {
                throw new SnapshotFormatException($"The file could not be read up to its end at {Wire.Hex(length)}.");
            }

            for (int at = tail.AsSpan().LastIndexOf(Wire.Description); at >= 0; at = tail.AsSpan(0, at).LastIndexOf(Wire.Description))
            {
                if (IsHeader(tail.AsSpan(at), exact: true))
                {
                    int start = at + HeaderBytes;
                    return new VmDescription(tail.AsMemory(start), length - size + start);
                }
            }

            if (size == length || window > FormatLimits.DescriptionBytes)
            {
                throw new SnapshotFormatException(
                    $"The file has no description at its end ({Wire.Hex(length)}): it is cut off, damaged, or no whole snapshot.");
            }
        }
    }

    /// <summary>Looks forward from the first device section; for files that do not end where the snapshot ends.</summary>
    public static VmDescription Forward(ISnapshotSource source, long position)
    {
        byte[] window = [];
        for (int size = 1 << 20; ; size *= 4)
        {
            size = Math.Min(size, FormatLimits.SectionBytes);
            window = new byte[size];
            int read = source.Read(position, window);
            for (int at = 1; at + HeaderBytes < read; at++)
            {
                if (window[at] == Wire.Description && window[at - 1] == Wire.Eof && IsHeader(window.AsSpan(at, read - at), exact: false))
                {
                    int start = at + HeaderBytes;
                    int length = (int)Wire.UInt32(window.AsSpan(at + 1));
                    return new VmDescription(window.AsMemory(start, length), position + start);
                }
            }

            if (read < size || size == FormatLimits.SectionBytes)
            {
                throw new SnapshotFormatException($"No description follows the RAM that ends at {Wire.Hex(position)}: the file is cut off or damaged.");
            }
        }
    }

    private static bool IsHeader(ReadOnlySpan<byte> bytes, bool exact)
    {
        if (bytes.Length < HeaderBytes + 2 || bytes[HeaderBytes] != '{')
        {
            return false;
        }

        uint length = Wire.UInt32(bytes[1..]);
        return exact
            ? length == bytes.Length - HeaderBytes
            : length <= FormatLimits.DescriptionBytes && length >= 2 && length <= bytes.Length - HeaderBytes && bytes[HeaderBytes + (int)length - 1] == '}';
    }
}
