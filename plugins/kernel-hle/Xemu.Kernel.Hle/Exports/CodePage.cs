using System.Buffers.Binary;

namespace Xemu.Kernel.Hle;

/// <summary>The console's characters of 8 bits, which are Latin-1, and its upper and lower case.</summary>
/// <remarks>
/// Source for the 8-bit case tables: the results of RtlUpperChar and RtlLowerChar that xbox_kernel_test_suite recorded on a console (src/tests/rtl/suite); the same suite shows that
/// characters above 0xFF become a question mark. The case of characters above 0xFF is .NET's simple mapping: unverified. So is the case of the micro sign, which 8-bit text shows to be kept.
/// </remarks>
internal static class CodePage
{
    private const int PieceCharacters = 512;
    private const char Micro = '\u00B5';

    /// <summary>What stands for a character that there is not.</summary>
    public const byte Unknown = (byte)'?';

    /// <summary>Upper case of an 8-bit character.</summary>
    public static byte ToUpper(byte character) => ToAnsi(ToUpper((char)character));

    /// <summary>Lower case of an 8-bit character.</summary>
    public static byte ToLower(byte character) => ToAnsi(ToLower((char)character));

    /// <summary>Upper case of a 16-bit character.</summary>
    public static char ToUpper(char character) => character == Micro ? character : char.ToUpperInvariant(character);

    /// <summary>Lower case of a 16-bit character.</summary>
    public static char ToLower(char character) => char.ToLowerInvariant(character);

    /// <summary>The 8-bit character of a 16-bit one.</summary>
    public static byte ToAnsi(char character) => character <= 0xFF ? (byte)character : Unknown;

    /// <summary>Writes 16-bit characters for 8-bit ones.</summary>
    public static void Widen(GuestMemory memory, uint source, uint destination, uint count)
    {
        ProbeBoth(memory, source, count, destination, 2UL * count);
        Span<byte> narrow = stackalloc byte[PieceCharacters];
        Span<byte> wide = stackalloc byte[PieceCharacters * 2];
        for (uint done = 0; done < count;)
        {
            int part = (int)Math.Min(count - done, PieceCharacters);
            memory.Read(source + done, narrow[..part]);
            for (int i = 0; i < part; i++)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(wide[(2 * i)..], narrow[i]);
            }

            memory.Write(destination + (2 * done), wide[..(2 * part)]);
            done += (uint)part;
        }
    }

    /// <summary>Writes 8-bit characters for 16-bit ones.</summary>
    /// <param name="memory">The guest's memory.</param>
    /// <param name="source">Where the 16-bit characters lie.</param>
    /// <param name="destination">Where the 8-bit characters go.</param>
    /// <param name="count">How many.</param>
    /// <param name="upper">Whether they become upper case.</param>
    public static void Narrow(GuestMemory memory, uint source, uint destination, uint count, bool upper)
    {
        ProbeBoth(memory, source, 2UL * count, destination, count);
        Span<byte> narrow = stackalloc byte[PieceCharacters];
        Span<byte> wide = stackalloc byte[PieceCharacters * 2];
        for (uint done = 0; done < count;)
        {
            int part = (int)Math.Min(count - done, PieceCharacters);
            memory.Read(source + (2 * done), wide[..(2 * part)]);
            for (int i = 0; i < part; i++)
            {
                byte character = ToAnsi((char)BinaryPrimitives.ReadUInt16LittleEndian(wide[(2 * i)..]));
                narrow[i] = upper ? ToUpper(character) : character;
            }

            memory.Write(destination + done, narrow[..part]);
            done += (uint)part;
        }
    }

    /// <summary>A range that wraps or is not there is found before anything is written: it ends the call early, whatever its length.</summary>
    public static void ProbeBoth(GuestMemory memory, uint source, ulong sourceBytes, uint destination, ulong destinationBytes)
    {
        memory.Probe(source, (uint)Math.Min(sourceBytes, uint.MaxValue), isWrite: false);
        memory.Probe(destination, (uint)Math.Min(destinationBytes, uint.MaxValue), isWrite: true);
    }
}
