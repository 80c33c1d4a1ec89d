using System.Buffers.Binary;
using System.Numerics;

namespace Xemu.Kernel.Hle;

/// <summary>The Data Encryption Standard, with key tables as the console has them. It is here because .NET's refuses weak keys, which a program may use.</summary>
/// <remarks>Source: FIPS 46-3. Bits are numbered from 1 at the most significant one, as there.</remarks>
internal static class Des
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 8;

    /// <summary>Bytes of a key.</summary>
    public const int KeyBytes = 8;

    /// <summary>Bytes of a key table, and of the round keys read out of it.</summary>
    public const int TableBytes = Rounds * 8;

    private const int Rounds = 16;
    private const uint HalfKeyMask = 0x0FFF_FFFF;
    private const int FirstRotation = 2;
    private const int SecondRotation = 6;

    private static readonly uint[] PermutedSelections = MakeSelections();

    private static ReadOnlySpan<byte> KeyChoice1 =>
    [
        57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
        63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
    ];

    private static ReadOnlySpan<byte> KeyChoice2 =>
    [
        14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2,
        41, 52, 31, 37, 47, 55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
    ];

    private static ReadOnlySpan<byte> RoundPermutation =>
    [
        16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
    ];

    /// <summary>The eight selection functions, each four rows of sixteen.</summary>
    private static ReadOnlySpan<byte> Selections =>
    [
        14, 4, 13, 1, 2, 15, 11, 8, 3, 10, 6, 12, 5, 9, 0, 7, 0, 15, 7, 4, 14, 2, 13, 1, 10, 6, 12, 11, 9, 5, 3, 8,
        4, 1, 14, 8, 13, 6, 2, 11, 15, 12, 9, 7, 3, 10, 5, 0, 15, 12, 8, 2, 4, 9, 1, 7, 5, 11, 3, 14, 10, 0, 6, 13,
        15, 1, 8, 14, 6, 11, 3, 4, 9, 7, 2, 13, 12, 0, 5, 10, 3, 13, 4, 7, 15, 2, 8, 14, 12, 0, 1, 10, 6, 9, 11, 5,
        0, 14, 7, 11, 10, 4, 13, 1, 5, 8, 12, 6, 9, 3, 2, 15, 13, 8, 10, 1, 3, 15, 4, 2, 11, 6, 7, 12, 0, 5, 14, 9,
        10, 0, 9, 14, 6, 3, 15, 5, 1, 13, 12, 7, 11, 4, 2, 8, 13, 7, 0, 9, 3, 4, 6, 10, 2, 8, 5, 14, 12, 11, 15, 1,
        13, 6, 4, 9, 8, 15, 3, 0, 11, 1, 2, 12, 5, 10, 14, 7, 1, 10, 13, 0, 6, 9, 8, 7, 4, 15, 14, 3, 11, 5, 2, 12,
        7, 13, 14, 3, 0, 6, 9, 10, 1, 2, 8, 5, 11, 12, 4, 15, 13, 8, 11, 5, 6, 15, 0, 3, 4, 7, 2, 12, 1, 10, 14, 9,
        10, 6, 9, 0, 12, 11, 7, 13, 15, 1, 3, 14, 5, 2, 8, 4, 3, 15, 0, 6, 10, 1, 13, 8, 9, 4, 5, 11, 12, 7, 2, 14,
        2, 12, 4, 1, 7, 10, 11, 6, 8, 5, 3, 15, 13, 0, 14, 9, 14, 11, 2, 12, 4, 7, 13, 1, 5, 0, 15, 10, 3, 9, 8, 6,
        4, 2, 1, 11, 10, 13, 7, 8, 15, 9, 12, 5, 6, 3, 0, 14, 11, 8, 12, 7, 1, 14, 2, 13, 6, 15, 0, 9, 10, 4, 5, 3,
        12, 1, 10, 15, 9, 2, 6, 8, 0, 13, 3, 4, 14, 7, 5, 11, 10, 15, 4, 2, 7, 12, 9, 5, 6, 1, 13, 14, 0, 11, 3, 8,
        9, 14, 15, 5, 2, 8, 12, 3, 7, 0, 4, 10, 1, 13, 11, 6, 4, 3, 2, 12, 9, 5, 15, 10, 11, 14, 1, 7, 6, 0, 8, 13,
        4, 11, 2, 14, 15, 0, 8, 13, 3, 12, 9, 7, 5, 10, 6, 1, 13, 0, 11, 7, 4, 9, 1, 10, 14, 3, 5, 12, 2, 15, 8, 6,
        1, 4, 11, 13, 12, 3, 7, 14, 10, 15, 6, 8, 0, 5, 9, 2, 6, 11, 13, 8, 1, 4, 10, 7, 9, 5, 0, 15, 14, 2, 3, 12,
        13, 2, 8, 4, 6, 15, 11, 1, 10, 9, 3, 14, 5, 0, 12, 7, 1, 15, 13, 8, 10, 3, 7, 4, 12, 5, 6, 11, 0, 14, 9, 2,
        7, 11, 4, 1, 9, 12, 14, 2, 0, 6, 10, 13, 15, 3, 5, 8, 2, 1, 14, 7, 4, 10, 8, 13, 15, 12, 9, 0, 3, 5, 6, 11,
    ];

    /// <summary>Writes the key table of a key.</summary>
    /// <remarks>
    /// A round has two words: in the first the six bits for selections 1, 3, 5 and 7, in the second those for 2, 4, 6 and 8, one a byte, the first bit lowest; the words are rotated to
    /// the left by 2 and by 6. Source: the hash of a console's table that xbox_kernel_test_suite recorded (src/tests/xc/XcKeyTable.c), which no other layout tried gives.
    /// </remarks>
    public static void MakeTable(ReadOnlySpan<byte> key, Span<byte> table)
    {
        ulong chosen = Permute(BinaryPrimitives.ReadUInt64BigEndian(key), 64, KeyChoice1);
        (uint c, uint d) = ((uint)(chosen >> 28), (uint)chosen & HalfKeyMask);
        for (int round = 0; round < Rounds; round++)
        {
            int shift = round is 0 or 1 or 8 or 15 ? 1 : 2;
            c = ((c << shift) | (c >> (28 - shift))) & HalfKeyMask;
            d = ((d << shift) | (d >> (28 - shift))) & HalfKeyMask;
            ulong bits = Permute(((ulong)c << 28) | d, 56, KeyChoice2);
            (uint first, uint second) = (0, 0);
            for (int i = 0; i < 8; i += 2)
            {
                first |= Reverse(bits >> (42 - (6 * i))) << (4 * i);
                second |= Reverse(bits >> (36 - (6 * i))) << (4 * i);
            }

            BinaryPrimitives.WriteUInt32LittleEndian(table[(8 * round)..], BitOperations.RotateLeft(first, FirstRotation));
            BinaryPrimitives.WriteUInt32LittleEndian(table[((8 * round) + 4)..], BitOperations.RotateLeft(second, SecondRotation));
        }
    }

    /// <summary>Reads the round keys out of a table, six bits each; a broken table gives broken text.</summary>
    public static void ReadTable(ReadOnlySpan<byte> table, Span<byte> keys)
    {
        for (int round = 0; round < Rounds; round++)
        {
            uint first = BitOperations.RotateRight(BinaryPrimitives.ReadUInt32LittleEndian(table[(8 * round)..]), FirstRotation);
            uint second = BitOperations.RotateRight(BinaryPrimitives.ReadUInt32LittleEndian(table[((8 * round) + 4)..]), SecondRotation);
            for (int i = 0; i < 8; i += 2)
            {
                keys[(8 * round) + i] = (byte)Reverse(first >> (4 * i));
                keys[(8 * round) + i + 1] = (byte)Reverse(second >> (4 * i));
            }
        }
    }

    /// <summary>Encrypts or decrypts a block with the round keys of <see cref="ReadTable"/>.</summary>
    public static ulong Crypt(ulong block, ReadOnlySpan<byte> keys, bool encrypts)
    {
        (uint left, uint right) = Scatter((uint)(block >> 32), (uint)block);
        for (int round = 0; round < Rounds; round++)
        {
            (left, right) = (right, left ^ Mix(right, keys.Slice(8 * (encrypts ? round : Rounds - 1 - round), 8)));
        }

        (left, right) = Gather(right, left);
        return ((ulong)left << 32) | right;
    }

    /// <summary>Gives each byte odd parity by its lowest bit.</summary>
    public static byte SetParity(byte value) => (byte)((value & 0xFE) | (~BitOperations.PopCount(value & 0xFEU) & 1));

    private static uint Mix(uint half, ReadOnlySpan<byte> key)
    {
        uint mixed = 0;
        for (int i = 0; i < key.Length; i++)
        {
            // The expansion gives each selection its own four bits and a neighbour on both sides.
            uint six = (BitOperations.RotateLeft(half, (4 * i) + 5) & 0x3F) ^ key[i];
            mixed |= PermutedSelections[(64 * i) + (int)six];
        }

        return mixed;
    }

    /// <summary>What each selection adds to a half, the round's permutation done.</summary>
    private static uint[] MakeSelections()
    {
        uint[] result = new uint[8 * 64];
        for (int i = 0; i < result.Length; i++)
        {
            (int selection, int six) = (i / 64, i % 64);
            int row = ((six >> 4) & 2) | (six & 1);
            uint four = Selections[(64 * selection) + (16 * row) + ((six >> 1) & 15)];
            result[i] = (uint)Permute(four << (28 - (4 * selection)), 32, RoundPermutation);
        }

        return result;
    }

    /// <summary>The initial permutation, as five exchanges of bits between the halves.</summary>
    private static (uint Left, uint Right) Scatter(uint left, uint right)
    {
        Exchange(ref left, ref right, 4, 0x0F0F_0F0F);
        Exchange(ref left, ref right, 16, 0x0000_FFFF);
        Exchange(ref right, ref left, 2, 0x3333_3333);
        Exchange(ref right, ref left, 8, 0x00FF_00FF);
        Exchange(ref left, ref right, 1, 0x5555_5555);
        return (left, right);
    }

    /// <summary>The final permutation, which undoes the initial one.</summary>
    private static (uint Left, uint Right) Gather(uint left, uint right)
    {
        Exchange(ref left, ref right, 1, 0x5555_5555);
        Exchange(ref right, ref left, 8, 0x00FF_00FF);
        Exchange(ref right, ref left, 2, 0x3333_3333);
        Exchange(ref left, ref right, 16, 0x0000_FFFF);
        Exchange(ref left, ref right, 4, 0x0F0F_0F0F);
        return (left, right);
    }

    private static void Exchange(ref uint high, ref uint low, int shift, uint mask)
    {
        uint different = ((high >> shift) ^ low) & mask;
        low ^= different;
        high ^= different << shift;
    }

    /// <summary>The lowest six bits in reverse.</summary>
    private static uint Reverse(ulong six)
    {
        uint result = 0;
        for (int i = 0; i < 6; i++)
        {
            result |= ((uint)(six >> i) & 1) << (5 - i);
        }

        return result;
    }

    private static ulong Permute(ulong value, int width, ReadOnlySpan<byte> places)
    {
        ulong result = 0;
        foreach (byte place in places)
        {
            result = (result << 1) | ((value >> (width - place)) & 1);
        }

        return result;
    }
}
