using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Xemu.Mcpx;

/// <summary>What the 256 bytes mean.</summary>
/// <remarks>
/// Source: xboxdevwiki "EEPROM" (layout); checksums: the same page and Cromwell's BootEEPROM. The first 48 bytes (hash, confounder,
/// hard disk key, region) are encrypted with keys that are part of proprietary firmware: a new EEPROM has zeros there, which such firmware finds invalid.
/// </remarks>
internal static class EepromImage
{
    public const int SizeBytes = 256;
    private const int FactoryChecksum = 0x30;
    private const int FactoryStart = 0x34;
    private const int UserChecksum = 0x60;
    private const int UserStart = 0x64;
    private const int UserEnd = 0xC0;
    private const int SerialStart = 0x34;
    private const int MacStart = 0x40;
    private const int OnlineKeyStart = 0x48;
    private const int VideoStandardStart = 0x58;
    private const int LanguageStart = 0x90;

    /// <summary>Makes the content of a console that has never been set up.</summary>
    public static byte[] Create(EepromOptions options)
    {
        byte[] image = new byte[SizeBytes];
        Encoding.ASCII.GetBytes(options.Serial).CopyTo(image, SerialStart);

        // 00:50:F2 is the manufacturer's number block.
        ulong number = ulong.Parse(options.Serial, CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> mac = [0x00, 0x50, 0xF2, (byte)(number >> 16), (byte)(number >> 8), (byte)number];
        mac.CopyTo(image.AsSpan(MacStart));
        SHA256.HashData(Encoding.ASCII.GetBytes(options.Serial)).AsSpan(0, 16).CopyTo(image.AsSpan(OnlineKeyStart));
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(VideoStandardStart), (uint)options.Video);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(LanguageStart), (uint)options.Language);
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(FactoryChecksum), Checksum(image.AsSpan(FactoryStart, UserChecksum - FactoryStart)));
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(UserChecksum), Checksum(image.AsSpan(UserStart, UserEnd - UserStart)));
        return image;
    }

    /// <summary>The complement of the sum of the words, with each carry added back.</summary>
    /// <param name="section">A multiple of four bytes.</param>
    public static uint Checksum(ReadOnlySpan<byte> section)
    {
        ulong sum = 0;
        for (int i = 0; i < section.Length; i += 4)
        {
            sum += BinaryPrimitives.ReadUInt32LittleEndian(section[i..]);
        }

        sum = (sum & 0xFFFF_FFFF) + (sum >> 32);
        return ~(uint)(sum + (sum >> 32));
    }

    /// <summary>What is wrong with the checksums, or null.</summary>
    public static string? FindFault(ReadOnlySpan<byte> image)
    {
        uint factory = BinaryPrimitives.ReadUInt32LittleEndian(image[FactoryChecksum..]);
        uint factoryExpected = Checksum(image[FactoryStart..UserChecksum]);
        if (factory != factoryExpected)
        {
            return $"its factory section has checksum 0x{factory:X8}, which should be 0x{factoryExpected:X8}";
        }

        uint user = BinaryPrimitives.ReadUInt32LittleEndian(image[UserChecksum..]);
        uint userExpected = Checksum(image[UserStart..UserEnd]);
        return user != userExpected ? $"its user section has checksum 0x{user:X8}, which should be 0x{userExpected:X8}" : null;
    }
}
