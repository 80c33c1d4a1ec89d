using System.Buffers.Binary;
using System.Text;

namespace Xemu.Boot.Linux;

/// <summary>Pieces of ACPI machine language.</summary>
/// <remarks>Source: ACPI specification 1.0b, chapter 16 (the language), 6.4 (resources).</remarks>
internal static class Aml
{
    private const byte RangeIsFixed = 0x0C;

    /// <summary><c>Name (name, value)</c>.</summary>
    public static byte[] Name(string name, byte[] value) => [0x08, .. Encoding.ASCII.GetBytes(name), .. value];

    /// <summary><c>Scope (name) { … }</c>.</summary>
    public static byte[] Scope(string name, params byte[][] terms) => [0x10, .. WithLength([.. Encoding.ASCII.GetBytes(name), .. Join(terms)])];

    /// <summary><c>Device (name) { … }</c>.</summary>
    public static byte[] Device(string name, params byte[][] terms) => [0x5B, 0x82, .. WithLength([.. Encoding.ASCII.GetBytes(name), .. Join(terms)])];

    /// <summary><c>Package () { … }</c>, of at most 255 elements.</summary>
    public static byte[] Package(params byte[][] elements) => [0x12, .. WithLength([checked((byte)elements.Length), .. Join(elements)])];

    /// <summary><c>Buffer () { … }</c>.</summary>
    public static byte[] Buffer(byte[] content) => [0x11, .. WithLength([.. Integer((uint)content.Length), .. content])];

    /// <summary>A number in its shortest form.</summary>
    public static byte[] Integer(uint value) => value switch
    {
        0 or 1 => [(byte)value],
        <= 0xFF => [0x0A, (byte)value],
        <= 0xFFFF => [0x0B, .. Word(value)],
        _ => [0x0C, .. Dword(value)],
    };

    /// <summary><c>EisaId ("PNP0A03")</c>: three letters of five bits and four hexadecimal digits, the highest byte first.</summary>
    public static byte[] EisaId(string id)
    {
        int letters = ((id[0] - '@') << 10) | ((id[1] - '@') << 5) | (id[2] - '@');
        byte[] number = Convert.FromHexString(id[3..]);
        return [0x0C, (byte)(letters >> 8), (byte)letters, .. number];
    }

    /// <summary>A range of bus numbers that a bridge passes on.</summary>
    public static byte[] BusRange(uint first, uint last) => WordRange(2, 0, first, last);

    /// <summary>A range of ports that a bridge passes on.</summary>
    public static byte[] PortRange(uint first, uint last) => WordRange(1, 3, first, last);

    /// <summary>A range of memory, not cacheable, that a bridge passes on.</summary>
    public static byte[] MemoryRange(uint first, uint last) =>
        [0x87, 23, 0, 0, RangeIsFixed, 1, .. Dword(0), .. Dword(first), .. Dword(last), .. Dword(0), .. Dword(last - first + 1)];

    /// <summary>Ports that the device has for itself.</summary>
    public static byte[] Ports(uint first, byte count) => [0x47, 1, .. Word(first), .. Word(first), 1, count];

    /// <summary>A list of resources; its end carries no checksum.</summary>
    public static byte[] Resources(params byte[][] descriptors) => Buffer([.. Join(descriptors), 0x79, 0]);

    private static byte[] WordRange(byte kind, byte flags, uint first, uint last) =>
        [0x88, 13, 0, kind, RangeIsFixed, flags, .. Word(0), .. Word(first), .. Word(last), .. Word(0), .. Word(last - first + 1)];

    private static byte[] Join(byte[][] parts) => [.. parts.SelectMany(static p => p)];

    /// <summary>A length counts itself: one byte to 63, else four bits in the first byte and eight in each of one or two more.</summary>
    private static byte[] WithLength(byte[] content)
    {
        int one = content.Length + 1;
        int two = content.Length + 2;
        int three = content.Length + 3;
        return content.Length switch
        {
            < 0x3F => [(byte)one, .. content],
            < 0xFFE => [(byte)(0x40 | (two & 0xF)), (byte)(two >> 4), .. content],
            _ => [(byte)(0x80 | (three & 0xF)), (byte)(three >> 4), checked((byte)(three >> 12)), .. content],
        };
    }

    private static byte[] Word(uint value)
    {
        byte[] bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        return bytes;
    }

    private static byte[] Dword(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
