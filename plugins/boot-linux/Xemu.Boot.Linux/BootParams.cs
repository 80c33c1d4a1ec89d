using System.Buffers.Binary;

namespace Xemu.Boot.Linux;

/// <summary>Builds boot_params, the page that tells the kernel about the machine.</summary>
/// <remarks>Source: Linux, Documentation/arch/x86/zero-page.rst. screen_info stays zero: no firmware has set a video mode.</remarks>
internal static class BootParams
{
    /// <summary>Size of the structure.</summary>
    public const int SizeBytes = 4096;

    private const int ExtendedMemoryKiB = 0x002;
    private const int AltMemoryKiB = 0x1E0;
    private const int E820Count = 0x1E8;
    private const int E820Table = 0x2D0;
    private const int E820EntryBytes = 20;
    private const int TypeOfLoader = 0x210;
    private const int Code32Start = 0x214;
    private const int RamdiskImage = 0x218;
    private const int RamdiskSize = 0x21C;
    private const int CommandLinePointer = 0x228;

    /// <summary>A loader without a number of its own (boot.rst, type_of_loader).</summary>
    private const byte UndefinedLoader = 0xFF;

    private const uint Usable = 1;
    private const uint Reserved = 2;
    private const uint AcpiReclaimable = 3;
    private const uint AcpiNonVolatile = 4;

    /// <summary>Builds the page.</summary>
    /// <param name="kernel">The kernel file.</param>
    /// <param name="header">Its header.</param>
    /// <param name="layout">Where things are.</param>
    /// <param name="initrdBytes">Size of the initrd.</param>
    /// <param name="hasAcpi">Whether there are ACPI tables.</param>
    public static byte[] Build(ReadOnlySpan<byte> kernel, SetupHeader header, LinuxLayout layout, int initrdBytes, bool hasAcpi)
    {
        byte[] page = new byte[SizeBytes];
        kernel[SetupHeader.Start..header.HeaderEnd].CopyTo(page.AsSpan(SetupHeader.Start));
        page[TypeOfLoader] = UndefinedLoader;
        Put(page, Code32Start, (uint)layout.KernelAddress);
        Put(page, RamdiskImage, (uint)layout.InitrdAddress);
        Put(page, RamdiskSize, (uint)initrdBytes);
        Put(page, CommandLinePointer, LinuxLayout.CommandLineAddress);

        ulong aboveKiB = (layout.RamEnd - LinuxLayout.HighLoadAddress) >> 10;
        Put(page, AltMemoryKiB, (uint)aboveKiB);
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(ExtendedMemoryKiB), (ushort)Math.Min(aboveKiB, 0xFFFF));
        AddRange(page, 0, LinuxLayout.LowRamEnd, Usable);
        if (hasAcpi)
        {
            AddRange(page, LinuxLayout.LowRamEnd, AcpiTables.Address, Reserved);
            AddRange(page, AcpiTables.Address, AcpiTables.FacsAddress, AcpiReclaimable);
            AddRange(page, AcpiTables.FacsAddress, AcpiTables.FacsAddress + AcpiTables.PageBytes, AcpiNonVolatile);
            AddRange(page, AcpiTables.FacsAddress + AcpiTables.PageBytes, LinuxLayout.HighLoadAddress, Reserved);
        }
        else
        {
            AddRange(page, LinuxLayout.LowRamEnd, LinuxLayout.HighLoadAddress, Reserved);
        }

        AddRange(page, LinuxLayout.HighLoadAddress, layout.RamEnd, Usable);
        return page;
    }

    private static void AddRange(byte[] page, ulong start, ulong end, uint type)
    {
        Span<byte> entry = page.AsSpan(E820Table + (page[E820Count] * E820EntryBytes), E820EntryBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(entry, start);
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], end - start);
        BinaryPrimitives.WriteUInt32LittleEndian(entry[16..], type);
        page[E820Count]++;
    }

    private static void Put(byte[] page, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(offset), value);
}
