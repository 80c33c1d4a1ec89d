using System.Buffers.Binary;

namespace Xemu.Kernel.Xbe;

/// <summary>Reads the certificate. Source: xboxdevwiki "Xbe", certificate.</summary>
internal static class XbeCertificateReader
{
    /// <summary>The size in all versions of the tools; later ones append to it.</summary>
    private const uint SmallestBytes = 0x1D0;

    /// <summary>Reads it.</summary>
    /// <returns>Null, or the end of a sentence.</returns>
    public static string? Read(XbeMemory headers, uint address, out XbeCertificate? certificate)
    {
        certificate = null;
        if (!headers.TryHeader(address, SmallestBytes, out ReadOnlySpan<byte> bytes))
        {
            return $"has certificate address 0x{address:X8} at 0x{XbeFields.Certificate:X3}, where the header area has no room for 0x{SmallestBytes:X} bytes";
        }

        certificate = new XbeCertificate
        {
            Address = address,
            SizeBytes = Word(bytes, 0x00),
            TimeDate = Word(bytes, 0x04),
            TitleId = Word(bytes, 0x08),
            TitleName = XbeMemory.WideText(bytes.Slice(0x0C, 0x50)),
            AlternateTitleIds = Words(bytes.Slice(0x5C, 0x40)),
            AllowedMedia = Word(bytes, 0x9C),
            Region = Word(bytes, 0xA0),
            Ratings = Word(bytes, 0xA4),
            DiskNumber = Word(bytes, 0xA8),
            Version = Word(bytes, 0xAC),
            LanKey = bytes.Slice(0xB0, 16).ToArray(),
            SignatureKey = bytes.Slice(0xC0, 16).ToArray(),
            AlternateSignatureKeys = bytes.Slice(0xD0, 256).ToArray(),
        };
        return null;
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static uint[] Words(ReadOnlySpan<byte> bytes)
    {
        uint[] words = new uint[bytes.Length / 4];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = Word(bytes, i * 4);
        }

        return words;
    }
}
