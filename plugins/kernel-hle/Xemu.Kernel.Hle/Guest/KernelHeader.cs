using System.Buffers.Binary;
using System.Text;

namespace Xemu.Kernel.Hle;

/// <summary>The header of the kernel's image, by which programs find its exports at run time.</summary>
/// <remarks>
/// The console's kernel is an ordinary PE file that lies in memory as in its file, so that places in both are the same (xboxdevwiki "Operating System"). Layout: Microsoft's PE format.
/// Exports have ordinals alone. Not modelled: the console's own words in the reserved part of the DOS header, which say where the data section is copied from.
/// </remarks>
internal static class KernelHeader
{
    private const int NewHeader = 0x80;
    private const int OptionalHeader = NewHeader + 24;
    private const int OptionalBytes = 0xE0;
    private const int SectionTable = OptionalHeader + OptionalBytes;
    private const int SectionBytes = 40;
    private const int DirectoryTable = OptionalHeader + 96;
    private const int ExportDirectory = 0x200;
    private const int ExportDirectoryBytes = 40;
    private const int Functions = ExportDirectory + ExportDirectoryBytes;
    private const int DirectoryCount = 16;
    private const ushort MachineI386 = 0x14C;

    /// <summary>IMAGE_FILE: relocations stripped, executable, 32 bits.</summary>
    private const ushort Characteristics = 0x103;
    private const ushort Magic32 = 0x10B;
    private const ushort NativeSubsystem = 1;

    /// <summary>IMAGE_SCN: code that is read and run; data that is read and written.</summary>
    private const uint CodeCharacteristics = 0x6000_0020;
    private const uint DataCharacteristics = 0xC000_0040;

    private const uint HeaderBytes = KernelLayout.Code - KernelLayout.Image;

    /// <summary>Writes the header.</summary>
    public static void Write(GuestRam ram, ExportTable exports)
    {
        byte[] bytes = new byte[HeaderBytes];
        "MZ"u8.CopyTo(bytes);
        Put32(bytes, 0x3C, NewHeader);
        "PE\0\0"u8.CopyTo(bytes.AsSpan(NewHeader));
        WriteFileHeader(bytes.AsSpan(NewHeader + 4));
        WriteOptionalHeader(bytes.AsSpan(OptionalHeader));
        WriteSection(bytes.AsSpan(SectionTable), ".text", KernelLayout.Code, KernelLayout.CodeBytes, CodeCharacteristics);
        WriteSection(bytes.AsSpan(SectionTable + SectionBytes), ".data", KernelLayout.Data, KernelLayout.ImageEnd - KernelLayout.Data, DataCharacteristics);
        WriteExports(bytes, exports);
        ram.Write(KernelLayout.Physical(KernelLayout.Image), bytes);
    }

    private static void WriteFileHeader(Span<byte> header)
    {
        Put16(header, 0, MachineI386);
        Put16(header, 2, 2);
        Put16(header, 16, OptionalBytes);
        Put16(header, 18, Characteristics);
    }

    private static void WriteOptionalHeader(Span<byte> header)
    {
        Put16(header, 0, Magic32);
        Put32(header, 4, KernelLayout.CodeBytes);
        Put32(header, 8, KernelLayout.ImageEnd - KernelLayout.Data);
        Put32(header, 16, Place(KernelLayout.Code));
        Put32(header, 20, Place(KernelLayout.Code));
        Put32(header, 24, Place(KernelLayout.Data));
        Put32(header, 28, KernelLayout.Image);
        Put32(header, 32, KernelLayout.PageBytes);
        Put32(header, 36, KernelLayout.PageBytes);
        Put32(header, 56, KernelLayout.ImageEnd - KernelLayout.Image);
        Put32(header, 60, HeaderBytes);
        Put16(header, 68, NativeSubsystem);
        Put32(header, 92, DirectoryCount);
    }

    private static void WriteSection(Span<byte> row, string name, uint address, uint bytes, uint characteristics)
    {
        _ = Encoding.ASCII.GetBytes(name, row);
        Put32(row, 8, bytes);
        Put32(row, 12, Place(address));
        Put32(row, 16, bytes);
        Put32(row, 20, Place(address));
        Put32(row, 36, characteristics);
    }

    /// <summary>The directory, its table of places, and the image's name behind it. An ordinal that no kernel has gets 0.</summary>
    private static void WriteExports(Span<byte> bytes, ExportTable exports)
    {
        const uint Count = ExportTable.Count - 1;
        const int NamePlace = Functions + ((int)Count * 4);
        ReadOnlySpan<byte> name = "xboxkrnl.exe\0"u8;
        name.CopyTo(bytes[NamePlace..]);
        Span<byte> directory = bytes[ExportDirectory..];
        Put32(directory, 12, NamePlace);
        Put32(directory, 16, 1);
        Put32(directory, 20, Count);
        Put32(directory, 28, Functions);
        foreach (ExportRow row in exports.Rows)
        {
            Put32(bytes, Functions + ((row.Ordinal - 1) * 4), Place(row.Address));
        }

        Put32(bytes, DirectoryTable, ExportDirectory);
        Put32(bytes, DirectoryTable + 4, (uint)(NamePlace + name.Length - ExportDirectory));
    }

    private static uint Place(uint address) => address - KernelLayout.Image;

    private static void Put16(Span<byte> bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], value);

    private static void Put32(Span<byte> bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);
}
