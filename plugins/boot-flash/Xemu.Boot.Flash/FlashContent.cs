using System.Buffers.Binary;

namespace Xemu.Boot.Flash;

/// <summary>What an image's bytes tell about how it starts.</summary>
internal static class FlashContent
{
    private const int ResetVectorFromEnd = 0x10;
    private const int LoaderFromEnd = 0x6200;
    private const uint LoaderInRam = 0x9_0000;
    private const uint LoaderBytes = 0x6000;
    private const int FirstXCode = 0x80;
    private const int XCodeBytes = 9;
    private const byte Poke = 0x03;
    private const byte End = 0xEE;

    /// <summary>Whether a processor finds a program at the reset vector: images for the MCPX ROM have zeros or nothing there, with which none begins.</summary>
    public static bool HasResetVector(ReadOnlySpan<byte> image) => image[^ResetVectorFromEnd] is not (0x00 or 0xFF);

    /// <summary>Whether the open boot ROM finds a way on: a second boot loader in the clear, or x-codes that leave a program at address 0.</summary>
    /// <remarks>X-codes are read one after the other, without following jumps: a guess for a message.</remarks>
    public static bool HasOpenEntry(ReadOnlySpan<byte> image) =>
        BinaryPrimitives.ReadUInt32LittleEndian(image[^LoaderFromEnd..]) - LoaderInRam < LoaderBytes || LeavesProgram(image);

    private static bool LeavesProgram(ReadOnlySpan<byte> image)
    {
        for (int i = FirstXCode; i + XCodeBytes <= image.Length && image[i] != End; i += XCodeBytes)
        {
            if (image[i] == Poke && BinaryPrimitives.ReadUInt32LittleEndian(image[(i + 1)..]) == 0)
            {
                return true;
            }
        }

        return false;
    }
}
