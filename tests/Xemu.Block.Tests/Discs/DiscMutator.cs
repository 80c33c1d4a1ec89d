using System.Buffers.Binary;

namespace Xemu.Block.Tests;

/// <summary>Damages files: at places that mean something, with values that do, of each width and order of bytes; and files are cut.</summary>
internal static class DiscMutator
{
    private static readonly ulong[] Interesting =
        [0, 1, 2, 3, 4, 7, 16, 255, 511, 512, 2047, 2048, 4096, 0xFFFE, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_F800, 0xFFFF_FFFF, 1UL << 32, 1UL << 40, 1UL << 62, 1UL << 63, ulong.MaxValue];

    /// <summary>Makes a damaged file.</summary>
    /// <param name="original">A sound one.</param>
    /// <param name="random">Decides.</param>
    /// <param name="place">Gives a place in the file; negative for any.</param>
    public static byte[] Mutate(byte[] original, Random random, Func<Random, int> place)
    {
        byte[] file = [.. original];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = place(random);
            Change(file.AsSpan(Math.Min(at < 0 ? random.Next(file.Length) : at, file.Length - 8)), random);
        }

        return random.Next(12) == 0 ? file[..random.Next(1, file.Length)] : file;
    }

    private static void Change(Span<byte> at, Random random)
    {
        ulong value = random.Next(3) == 0 ? (ulong)random.NextInt64() : Interesting[random.Next(Interesting.Length)];
        switch (random.Next(6))
        {
            case 0:
                BinaryPrimitives.WriteUInt64BigEndian(at, value);
                break;
            case 1:
                BinaryPrimitives.WriteUInt32LittleEndian(at, (uint)value);
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)value);
                break;
            case 3:
                BinaryPrimitives.WriteUInt32BigEndian(at, (uint)value);
                break;
            case 4:
                // A little more or less than what is there: lengths and places off by one.
                BinaryPrimitives.WriteUInt32LittleEndian(at, BinaryPrimitives.ReadUInt32LittleEndian(at) + (uint)random.Next(-3, 4));
                break;
            default:
                at[random.Next(8)] ^= (byte)(1 << random.Next(8));
                break;
        }
    }
}
