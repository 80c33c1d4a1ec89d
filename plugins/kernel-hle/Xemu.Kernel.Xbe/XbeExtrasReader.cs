using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Xbe;

/// <summary>Reads what not every program has: thread-local storage, library versions, a logo.</summary>
internal static class XbeExtrasReader
{
    private const uint LibraryBytes = 0x10;

    /// <summary>Programs have about ten.</summary>
    private const uint MaxLibraries = 4096;
    private const uint MaxZeroFill = 16 << 20;

    /// <summary>Reads the TLS directory, which lies in a section. Source: xboxdevwiki "Xbe", TLS.</summary>
    /// <returns>Null, or the end of a sentence.</returns>
    public static string? ReadTls(ReadOnlySpan<byte> file, XbeMemory memory, out XbeTlsDirectory? tls)
    {
        tls = null;
        uint address = XbeReader.Field(file, XbeFields.Tls);
        if (address == 0)
        {
            return null;
        }

        Span<uint> words = stackalloc uint[6];
        for (int i = 0; i < words.Length; i++)
        {
            if (!memory.TryRead(address + ((uint)i * 4), out words[i]))
            {
                return XbeReader.Bad(file, "TLS address", XbeFields.Tls, "where neither the header area nor a section has a TLS directory of 24 bytes");
            }
        }

        var found = new XbeTlsDirectory(words[0], words[1], words[2], words[3], words[4], words[5]);
        string? problem = CheckTls(file, found);
        tls = problem is null ? found : null;
        return problem;
    }

    /// <summary>Reads the library versions. Source: xboxdevwiki "Xbe", library versions.</summary>
    /// <returns>Null, or the end of a sentence.</returns>
    public static string? ReadLibraries(ReadOnlySpan<byte> file, XbeMemory headers, List<XbeLibraryVersion> libraries)
    {
        uint count = XbeReader.Field(file, XbeFields.LibraryCount);
        if (count == 0)
        {
            return null;
        }

        if (count > MaxLibraries)
        {
            return XbeReader.Bad(file, "number of library versions", XbeFields.LibraryCount, $"more than the {MaxLibraries} that are known");
        }

        if (!headers.TryHeader(XbeReader.Field(file, XbeFields.Libraries), count * LibraryBytes, out ReadOnlySpan<byte> table))
        {
            return XbeReader.Bad(file, "library versions address", XbeFields.Libraries, $"where the header area has no room for {count} library versions");
        }

        for (; !table.IsEmpty; table = table[(int)LibraryBytes..])
        {
            libraries.Add(new XbeLibraryVersion(Encoding.Latin1.GetString(table[..8]).TrimEnd('\0'), Half(table, 8), Half(table, 10), Half(table, 12), Half(table, 14)));
        }

        return null;
    }

    /// <summary>Reads the logo.</summary>
    /// <returns>Null where there is none; a program runs without.</returns>
    public static XbeLogo? ReadLogo(ReadOnlySpan<byte> file, XbeMemory headers)
    {
        uint length = XbeReader.Field(file, XbeFields.LogoBytes);
        return length > 0 && headers.TryHeader(XbeReader.Field(file, XbeFields.Logo), length, out ReadOnlySpan<byte> runs) ? XbeLogo.Decode(runs) : null;
    }

    private static string? CheckTls(ReadOnlySpan<byte> file, XbeTlsDirectory tls)
    {
        uint start = XbeReader.Field(file, XbeFields.BaseAddress);
        ulong end = (ulong)start + XbeReader.Field(file, XbeFields.ImageBytes);
        if (tls.DataStart > tls.DataEnd || (tls.DataStart != tls.DataEnd && (tls.DataStart < start || tls.DataEnd > end)))
        {
            return $"has a TLS directory at 0x{XbeReader.Field(file, XbeFields.Tls):X8} with data from 0x{tls.DataStart:X8} to 0x{tls.DataEnd:X8}, outside of the image at 0x{start:X8} to 0x{end:X8}";
        }

        return tls.ZeroFillBytes <= MaxZeroFill
            ? null
            : $"has a TLS directory at 0x{XbeReader.Field(file, XbeFields.Tls):X8} with 0x{tls.ZeroFillBytes:X8} bytes of zeros, more than the 0x{MaxZeroFill:X} that fit a console";
    }

    private static ushort Half(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);
}
