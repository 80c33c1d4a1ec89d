namespace Xemu.Cpu.X86.Tests;

/// <summary>Operands for the comparison with the host: all the special values, and random ones that meet each other often.</summary>
internal sealed class Operands(int seed)
{
    private readonly Random _random = new(seed);

    public static IReadOnlyList<Float80> Special { get; } = BuildSpecial();

    public int Next(int bound) => _random.Next(bound);

    public ulong NextBits() => (ulong)_random.NextInt64(long.MinValue, long.MaxValue);

    public void Fill(Span<byte> bytes) => _random.NextBytes(bytes);

    /// <summary>Any bit pattern, with exponents and significands drawn towards the edges.</summary>
    public Float80 NextAny() => _random.Next(16) switch
    {
        0 => Special[_random.Next(Special.Count)],
        1 => new Float80(NextBits(), (ushort)NextBits()),
        2 => new Float80(NextSignificand() & ~Float80.IntegerBit, Sign(0)),
        3 => new Float80(NextSignificand(), Sign(_random.Next(80))),
        4 => new Float80(NextSignificand(), Sign(0x7FFE - _random.Next(80))),
        5 => new Float80(NextSignificand(), Sign(_random.Next(0x7FFF))),
        6 => X87Integers.FromInt64((long)NextBits() >> _random.Next(64)),
        _ => NextNear(130),
    };

    /// <summary>A normal number within so many powers of two of 1.</summary>
    public Float80 NextNear(int powers) =>
        new(NextSignificand() | Float80.IntegerBit, Sign(Float80.Bias + _random.Next(-powers, powers + 1)));

    private ushort Sign(int exponent) => (ushort)(exponent | (_random.Next(2) << 15));

    /// <summary>Random, or with long runs of equal bits, where roundings carry and ties happen.</summary>
    private ulong NextSignificand()
    {
        ulong bits = NextBits();
        bits = _random.Next(6) switch
        {
            0 => bits << _random.Next(64),
            1 => ulong.MaxValue << _random.Next(64),
            2 => ~(bits >> _random.Next(64)),
            3 => (bits << _random.Next(24, 64)) ^ (1UL << _random.Next(64)),
            _ => bits,
        };
        return bits | Float80.IntegerBit;
    }

    private static List<Float80> BuildSpecial()
    {
        ulong[] significands =
        [
            0, 1, 0x3FFF_FFFF_FFFF_FFFF, 0x4000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000,
            0x8000_0000_0000_0001, 0xC000_0000_0000_0000, 0xC000_0000_0000_0001, 0xC90F_DAA2_2168_C235, 0xFFFF_FFFF_FFFF_FFFF,
        ];
        int[] exponents = [0, 1, 2, 0x3FBF, 0x3FFE, 0x3FFF, 0x4000, 0x403D, 0x403E, 0x403F, 0x7FFD, 0x7FFE, 0x7FFF];
        return
        [
            .. from sign in (int[])[0, Float80.SignBit]
               from exponent in exponents
               from significand in significands
               select new Float80(significand, (ushort)(sign | exponent)),
        ];
    }
}
