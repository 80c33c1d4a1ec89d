using System.Buffers.Binary;

namespace Xemu.Kernel.Xbe;

/// <summary>Reads the section headers. Source: xboxdevwiki "Xbe", section headers.</summary>
internal static class XbeSectionReader
{
    private const uint HeaderBytes = 0x38;
    private const uint PageBytes = 0x1000;

    /// <summary>Programs have some dozens. Each may name the same text and the same bytes, so that a hostile file of many would take much more memory and time than its size.</summary>
    private const uint MaxSections = 4096;

    /// <summary>Offset of the reference count in a section header.</summary>
    private const uint ReferenceCount = 0x18;

    /// <summary>Reads all of them into a list.</summary>
    /// <returns>Null, or the end of a sentence.</returns>
    public static string? Read(ReadOnlySpan<byte> file, XbeMemory headers, List<XbeSection> sections)
    {
        uint count = XbeReader.Field(file, XbeFields.SectionCount);
        if (count > MaxSections)
        {
            return XbeReader.Bad(file, "number of sections", XbeFields.SectionCount, $"more than the {MaxSections} that are known");
        }

        if (!headers.TryHeader(XbeReader.Field(file, XbeFields.Sections), count * HeaderBytes, out ReadOnlySpan<byte> table))
        {
            return XbeReader.Bad(file, "section headers address", XbeFields.Sections, $"where the header area has no room for {count} section headers");
        }

        for (int i = 0; i < (int)count; i++)
        {
            uint address = XbeReader.Field(file, XbeFields.Sections) + ((uint)i * HeaderBytes);
            XbeSection section = Parse(table.Slice(i * (int)HeaderBytes, (int)HeaderBytes), address, headers);
            if (Check(file, section, i) is { } problem)
            {
                return problem;
            }

            sections.Add(section);
        }

        return CheckTotal(file, sections);
    }

    /// <summary>Sections lie beside each other. Many that share the same addresses would take a loader as many times the memory's size to fill.</summary>
    private static string? CheckTotal(ReadOnlySpan<byte> file, List<XbeSection> sections)
    {
        ulong total = 0;
        foreach (XbeSection section in sections)
        {
            total += section.VirtualSize;
        }

        uint imageBytes = XbeReader.Field(file, XbeFields.ImageBytes);
        return total <= 2UL * (imageBytes + PageBytes) ? null : $"has {sections.Count} sections of 0x{total:X} bytes together in an image of 0x{imageBytes:X} bytes: they overlap";
    }

    private static XbeSection Parse(ReadOnlySpan<byte> header, uint address, XbeMemory headers) => new()
    {
        HeaderAddress = address,
        Flags = (XbeSectionFlags)Word(header, 0x00),
        VirtualAddress = Word(header, 0x04),
        VirtualSize = Word(header, 0x08),
        RawOffset = Word(header, 0x0C),
        RawSize = Word(header, 0x10),
        NameAddress = Word(header, 0x14),
        Name = headers.Text(Word(header, 0x14)),
        ReferenceCountAddress = address + ReferenceCount,
        HeadReferenceCountAddress = Word(header, 0x1C),
        TailReferenceCountAddress = Word(header, 0x20),
        Digest = header.Slice(0x24, 20).ToArray(),
    };

    private static string? Check(ReadOnlySpan<byte> file, XbeSection section, int index)
    {
        if ((ulong)section.RawOffset + section.RawSize > (ulong)file.Length)
        {
            return $"has section {index} ('{XbePrintable.Show(section.Name)}') with raw size 0x{section.RawSize:X8} at raw address 0x{section.RawOffset:X8}, beyond the file's end at 0x{file.Length:X}";
        }

        uint start = XbeReader.Field(file, XbeFields.BaseAddress);
        ulong imageBytes = XbeReader.Field(file, XbeFields.ImageBytes);
        ulong end = start + ((imageBytes + PageBytes - 1) & ~(ulong)(PageBytes - 1));
        return section.VirtualAddress >= start && (ulong)section.VirtualAddress + section.VirtualSize <= end
            ? null
            : $"has section {index} ('{XbePrintable.Show(section.Name)}') with virtual size 0x{section.VirtualSize:X8} at virtual address 0x{section.VirtualAddress:X8}, outside of the image at 0x{start:X8} to 0x{end:X8}";
    }

    private static uint Word(ReadOnlySpan<byte> header, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(header[offset..]);
}
