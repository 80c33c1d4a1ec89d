namespace Xemu.Cpu.X86.Tests;

/// <summary>Random operands with the edges over-represented.</summary>
internal sealed class OracleValues(OracleRandom random)
{
    private static readonly uint[] Edges =
    [
        0, 1, 2, 7, 8, 15, 16, 31, 32, 33, 0x7F, 0x80, 0x81, 0xFF, 0x100, 0x7FFF, 0x8000, 0x8001, 0xFFFF, 0x1_0000,
        0x7FFF_FFFF, 0x8000_0000, 0x8000_0001, 0xFFFF_FF7F, 0xFFFF_FF80, 0xFFFF_8000, 0xFFFF_FFFE, 0xFFFF_FFFF,
    ];

    private static readonly uint[] Singles =
    [
        0, 0x8000_0000, 0x3F80_0000, 0xBF80_0000, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0000, 0xFFC0_0000, 0x7FA0_0000, 0xFF80_0001,
        1, 0x8000_0001, 0x007F_FFFF, 0x0080_0000, 0x8080_0000, 0x7F7F_FFFF, 0xFF7F_FFFF, 0x4F00_0000, 0xCF00_0000, 0x4EFF_FFFF,
        0x3F00_0000, 0x3F7F_FFFF, 0x3F80_0001, 0x4000_0000, 0x4B80_0000, 0x4B7F_FFFF, 0xCF00_0001, 0x3FC0_0000, 0x4020_0000,
    ];

    private static readonly ushort[] Selectors = [0, 1, 2, 3, 0x2B, 0x2B, 0x2B, 0x23, 0x18, 0x1B, 0x29, 0x28, 0x20, 0x08, 0x0B, 0xFFFB, 0x1234];

    public uint Integer() => random.Below(6) switch
    {
        0 or 1 => random.Pick<uint>(Edges),
        2 => random.Pick<uint>(Edges) + (uint)random.Below(5) - 2,
        3 => random.Next32() >> random.Below(32),
        _ => random.Next32(),
    };

    /// <summary>Selectors that the host's program may load, may not load, and null ones. Not 0x33, whose 64-bit segment the part does not know.</summary>
    public ushort Selector() => random.Pick<ushort>(Selectors);

    public uint Single() => random.Below(8) switch
    {
        0 or 1 => random.Pick<uint>(Singles),
        2 => random.Next32(),

        // Close exponents, so that sums cancel and products stay in range.
        3 or 4 => (random.Next32() & 0x807F_FFFF) | ((uint)(120 + random.Below(16)) << 23),

        // Few significant bits: exact results and ties.
        5 => ((random.Next32() & 0x8000_0000) | ((uint)(100 + random.Below(60)) << 23)) | ((uint)random.Below(64) << 17),

        // Around the ends of the range.
        6 => (random.Next32() & 0x807F_FFFF) | ((uint)(random.Below(2) == 0 ? random.Below(30) : 225 + random.Below(31)) << 23),
        _ => BitConverter.SingleToUInt32Bits((int)Integer()),
    };

    public ulong Double()
    {
        ulong r = random.Next64();
        return random.Below(6) switch
        {
            0 => (r & 0x8000_0000_0000_0000) | (random.Percent(50) ? 0UL : 0x7FF0_0000_0000_0000),
            1 => r & 0x800F_FFFF_FFFF_FFFF,
            2 => (r & 0x800F_FFFF_FFFF_FFFF) | 0x7FF0_0000_0000_0000,
            3 => (r & 0x800F_FFFF_FFFF_FFFF) | ((ulong)(1010 + random.Below(30)) << 52),
            4 => BitConverter.DoubleToUInt64Bits((int)Integer()),
            _ => r,
        };
    }

    public (ulong Mantissa, ushort SignExponent) Extended()
    {
        ulong r = random.Next64();
        ushort sign = (ushort)(random.Percent(50) ? 0x8000 : 0);
        const ulong One = 0x8000_0000_0000_0000;
        return random.Below(12) switch
        {
            0 => (0, sign),
            1 => (One, (ushort)(sign | 0x7FFF)),
            2 => (r | One, (ushort)(sign | 0x7FFF)),
            3 => (r & ~One, sign),
            4 => (One, (ushort)(sign | 0x3FFF)),
            5 => (r | One, (ushort)(sign | random.Below(0x7FFF))),

            // Encodings that the 387 and later call unsupported, and the pseudo ones.
            6 => (r, (ushort)random.Next32()),
            7 => (One | ((ulong)random.Below(256) << 55), (ushort)(sign | (0x3FF0 + random.Below(48)))),
            8 => ((r | One) & 0xFFFF_FF00_0000_0000, (ushort)(sign | (0x3FF0 + random.Below(32)))),
            _ => (r | One, (ushort)(sign | (0x3FE0 + random.Below(80)))),
        };
    }

    public byte BcdDigits() => random.Percent(95) ? (byte)((random.Below(10) << 4) | random.Below(10)) : (byte)random.Next32();

    /// <summary>Never with precision control 1, which is reserved.</summary>
    public ushort ControlWord()
    {
        uint precision = random.Pick<uint>([0, 0x200, 0x300, 0x300, 0x300]);
        uint masks = random.Percent(85) ? 0x3F : (uint)random.Below(64);
        return (ushort)(0x40 | masks | precision | ((uint)random.Below(4) << 10) | (random.Percent(10) ? 0x1000u : 0));
    }

    /// <summary>Without denormals-are-zero, which the part does not have.</summary>
    public uint Mxcsr()
    {
        uint masks = random.Percent(85) ? 0x1F80 : (uint)random.Below(64) << 7;
        uint flags = random.Percent(50) ? 0x20 : (uint)random.Below(64);
        return masks | flags | (random.Percent(60) ? 0 : (uint)random.Below(4) << 13) | (random.Percent(25) ? 0x8000u : 0);
    }
}
