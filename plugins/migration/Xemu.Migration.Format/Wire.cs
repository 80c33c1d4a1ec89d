using System.Buffers.Binary;
using System.Text;

namespace Xemu.Migration.Format;

/// <summary>The numbers of the format. Source: QEMU docs/devel/migration/main.rst and migration/savevm.c.</summary>
internal static class Wire
{
    public const uint Magic = 0x5145_564D;
    public const uint Version = 3;

    public const byte Eof = 0x00;
    public const byte SectionStart = 0x01;
    public const byte SectionPart = 0x02;
    public const byte SectionEnd = 0x03;
    public const byte SectionFull = 0x04;
    public const byte Subsection = 0x05;
    public const byte Description = 0x06;
    public const byte Configuration = 0x07;
    public const byte Command = 0x08;
    public const byte Footer = 0x7E;

    public const string RamSection = "ram";
    public const uint RamVersion = 4;
    public const uint RamSectionId = 1;
    public const uint FirstDeviceSectionId = 2;
    public const uint MappedRamVersion = 1;
    public const int MappedRamHeaderBytes = 4 + 8 + 8 + 8;

    public const string ConfigurationName = "configuration";
    public const string CapabilitiesName = "configuration/capabilities";
    public const string TargetPageBitsName = "configuration/target-page-bits";
    public const string UuidName = "configuration/uuid";
    public const string MappedRamCapability = "mapped-ram";
    public const string IgnoreSharedCapability = "x-ignore-shared";

    public const string PayloadLength = "payload-length";
    public const string XemuKey = "xemu";

    public static string Hex(long value) => $"0x{value:X}";

    public static string Hex(ulong value) => $"0x{value:X}";

    /// <summary>A name as messages show it: what is no printable ASCII becomes a dot.</summary>
    public static string Show(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length);
        foreach (byte b in name)
        {
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        }

        return text.ToString();
    }

    public static void CheckName(string name, string what)
    {
        bool good = name.Length is > 0 and <= FormatLimits.NameBytes;
        foreach (char c in name)
        {
            good &= char.IsAsciiLetterOrDigit(c) || "-_./:[]+ ".Contains(c, StringComparison.Ordinal);
        }

        if (!good)
        {
            throw new SnapshotFormatException(
                $"{what} '{name}' cannot stand in a snapshot; use 1 to {FormatLimits.NameBytes} letters, digits and -_./:[]+.");
        }
    }

    public static void PutName(ByteBuffer buffer, string name)
    {
        buffer.Byte((byte)name.Length);
        buffer.Ascii(name);
    }

    public static void PutSection(ByteBuffer buffer, byte kind, uint id, string name, uint instance, uint version)
    {
        buffer.Byte(kind);
        buffer.UInt32(id);
        PutName(buffer, name);
        buffer.UInt32(instance);
        buffer.UInt32(version);
    }

    public static void PutFooter(ByteBuffer buffer, uint id)
    {
        buffer.Byte(Footer);
        buffer.UInt32(id);
    }

    public static uint UInt32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
