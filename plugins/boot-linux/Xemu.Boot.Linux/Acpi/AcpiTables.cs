using System.Buffers.Binary;

namespace Xemu.Boot.Linux;

/// <summary>Builds the tables of the ACPI specification that a kernel needs to turn the machine off and to reset it.</summary>
/// <remarks>
/// Sources: ACPI specification 1.0b, chapter 5 (tables), 4.7 (registers), 6 and 7 (objects); 2.0, 5.2.8 (reset register).
/// The machine is in ACPI mode from the start, so there is no port to ask for it. Not modelled: sleeping states that the machine
/// wakes from, C and P states, the calendar's century register.
/// </remarks>
internal static class AcpiTables
{
    /// <summary>The page of the tables that a kernel may take back once it has read them.</summary>
    public const uint Address = 0xE_0000;

    /// <summary>The page of the table that stays.</summary>
    public const uint FacsAddress = 0xE_1000;

    /// <summary>The pointer to the tables, where a kernel searches: on a 16-byte boundary in 0xE0000-0xFFFFF.</summary>
    public const uint PointerAddress = 0xF_0000;

    /// <summary>Size of each page.</summary>
    public const int PageBytes = 0x1000;

    private const uint FadtAddress = Address + 0x40;
    private const uint DsdtAddress = Address + 0x140;
    private const int FadtBytes = 244;

    /// <summary>Sleep type of "soft off". The registers take each but 0 for it: unverified, which the chip wants.</summary>
    private const uint SoftOff = 7;

    /// <summary>C1 works, WBINVD works, a power button (bit 4 would deny it) but no sleep button among the registers, 32-bit timer, a reset register.</summary>
    private const uint Features = (1 << 0) | (1 << 2) | (1 << 5) | (1 << 8) | (1 << 10);

    /// <summary>Devices that only probing finds, such as serial ports; no keyboard controller.</summary>
    private const ushort LegacyDevices = 1;

    /// <summary>Port and value that reset: Intel 82371AB, "Reset control"; a hard reset.</summary>
    private const uint ResetPort = 0xCF9;
    private const byte ResetValue = 0x06;

    /// <summary>The page at <see cref="Address"/>: RSDT, FADT, DSDT.</summary>
    public static byte[] BuildPage(AcpiHardware hardware)
    {
        byte[] page = new byte[PageBytes];
        byte[] pointer = new byte[4];
        Put32(pointer, 0, FadtAddress);
        Table("RSDT"u8, 1, pointer).CopyTo(page, 0);
        Fadt(hardware).CopyTo(page, (int)(FadtAddress - Address));
        Table("DSDT"u8, 1, Dsdt(hardware)).CopyTo(page, (int)(DsdtAddress - Address));
        return page;
    }

    /// <summary>The FACS, at <see cref="FacsAddress"/>: a mailbox for waking, which nothing uses.</summary>
    public static byte[] BuildFacs()
    {
        byte[] facs = new byte[64];
        "FACS"u8.CopyTo(facs);
        Put32(facs, 4, (uint)facs.Length);
        return facs;
    }

    /// <summary>The RSDP, at <see cref="PointerAddress"/>, as ACPI 1.0 has it.</summary>
    public static byte[] BuildPointer()
    {
        byte[] pointer = new byte[20];
        "RSD PTR "u8.CopyTo(pointer);
        "XEMU  "u8.CopyTo(pointer.AsSpan(9));
        Put32(pointer, 16, Address);
        pointer[8] = Checksum(pointer);
        return pointer;
    }

    private static byte[] Fadt(AcpiHardware hardware)
    {
        // Offsets are the specification's, from the table's start.
        byte[] fadt = new byte[FadtBytes];
        Put32(fadt, 36, FacsAddress);
        Put32(fadt, 40, DsdtAddress);
        Put16(fadt, 46, AcpiHardware.SystemControlInterrupt);
        Put32(fadt, 56, hardware.PowerBase);
        Put32(fadt, 64, hardware.PowerBase + 0x04u);
        Put32(fadt, 76, hardware.PowerBase + 0x08u);
        Put32(fadt, 80, hardware.PowerBase + 0x20u);
        fadt[88] = 4;
        fadt[89] = 2;
        fadt[91] = 4;
        fadt[92] = 4;

        // Latencies that say there is no C2 and no C3.
        Put16(fadt, 96, 101);
        Put16(fadt, 98, 1001);
        Put16(fadt, 109, LegacyDevices);
        Put32(fadt, 112, Features);

        // A generic address: in port space, 8 bits wide.
        fadt[116] = 1;
        fadt[117] = 8;
        Put32(fadt, 120, ResetPort);
        fadt[128] = ResetValue;
        return Table("FACP"u8, 3, fadt.AsSpan(36));
    }

    private static byte[] Dsdt(AcpiHardware hardware) =>
    [
        .. Aml.Name("\\_S5_", Aml.Package(Aml.Integer(SoftOff), Aml.Integer(SoftOff), Aml.Integer(0), Aml.Integer(0))),
        .. Aml.Scope("\\_SB_", Aml.Device("PCI0",
            Aml.Name("_HID", Aml.EisaId("PNP0A03")),
            Aml.Name("_CRS", Aml.Resources(
                Aml.BusRange(0, 0xFF),
                Aml.Ports(0xCF8, 8),
                Aml.PortRange(0, 0xCF7),
                Aml.PortRange(0xD00, 0xFFFF),
                Aml.MemoryRange((uint)LinuxLayout.DeviceStart, LinuxLayout.FlashStart - 1))),
            Aml.Name("_PRT", Aml.Package([.. hardware.Routes.Select(Route)])))),
    ];

    /// <summary>All functions of a device, its pin, no device that could route it elsewhere, the interrupt.</summary>
    private static byte[] Route(PciRoute route) => Aml.Package(
        Aml.Integer(((uint)route.Device << 16) | 0xFFFF), Aml.Integer((uint)route.Pin), Aml.Integer(0), Aml.Integer((uint)route.Interrupt));

    private static byte[] Table(ReadOnlySpan<byte> signature, byte revision, ReadOnlySpan<byte> content)
    {
        byte[] table = new byte[36 + content.Length];
        signature.CopyTo(table);
        Put32(table, 4, (uint)table.Length);
        table[8] = revision;
        "XEMU  XBOX    "u8.CopyTo(table.AsSpan(10));
        Put32(table, 24, 1);
        "XEMU"u8.CopyTo(table.AsSpan(28));
        Put32(table, 32, 1);
        content.CopyTo(table.AsSpan(36));
        table[9] = Checksum(table);
        return table;
    }

    /// <summary>What makes the sum of all bytes zero.</summary>
    private static byte Checksum(ReadOnlySpan<byte> bytes)
    {
        int sum = 0;
        foreach (byte value in bytes)
        {
            sum += value;
        }

        return (byte)-sum;
    }

    private static void Put16(byte[] table, int offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(table.AsSpan(offset), value);

    private static void Put32(byte[] table, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(offset), value);
}
