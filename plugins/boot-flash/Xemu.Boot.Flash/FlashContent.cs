using System.Buffers.Binary;

namespace Xemu.Boot.Flash;

/// <summary>What an image's bytes tell about how it starts.</summary>
/// <remarks>
/// X-codes are read one after the other, without following jumps. Sources: xboxdevwiki "Boot Process"; xbox-linux' Cromwell, whose images have x-codes and,
/// where a processor finds its reset vector, a checksum.
/// </remarks>
internal readonly struct FlashContent
{
    private const int LoaderFromEnd = 0x6200;
    private const uint LoaderInRam = 0x9_0000;
    private const uint LoaderBytes = 0x6000;
    private const int FirstXCode = 0x80;
    private const int XCodeBytes = 9;
    private const byte Poke = 0x03;
    private const byte End = 0xEE;

    public FlashContent(ReadOnlySpan<byte> image)
    {
        int i = FirstXCode;
        for (; i + XCodeBytes <= image.Length && IsXCode(image[i]); i += XCodeBytes)
        {
            HasOpenEntry |= image[i] == Poke && BinaryPrimitives.ReadUInt32LittleEndian(image[(i + 1)..]) == 0;
        }

        HasXCodes = i > FirstXCode && i < image.Length && image[i] == End;
        HasOpenEntry |= BinaryPrimitives.ReadUInt32LittleEndian(image[^LoaderFromEnd..]) - LoaderInRam < LoaderBytes;
    }

    /// <summary>Whether there are x-codes with an end, and so the image starts from a boot ROM.</summary>
    public bool HasXCodes { get; }

    /// <summary>Whether the open boot ROM finds a way on: a second boot loader in the clear, or x-codes that leave a program at address 0.</summary>
    public bool HasOpenEntry { get; }

    private static bool IsXCode(byte opcode) => opcode is (>= 0x02 and <= 0x09) or (>= 0x10 and <= 0x12);
}
