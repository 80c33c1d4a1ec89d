using System.Numerics;

namespace Xemu.Cpu.X86;

/// <summary>A number with 128 bits of significand, in which the transcendental functions compute.</summary>
/// <remarks>
/// The value is the significand times two to the power of the exponent less 127, the top bit set unless it is zero. Results are
/// truncated, so each operation errs by less than one unit of the last place: the functions together stay within about 2^-118
/// relatively, and a 64-bit result is correctly rounded except with a probability below 2^-50 an operand.
/// </remarks>
internal struct Wide(bool negative, int exponent, UInt128 significand)
{
    // Quick routines set them one by one.
    public ulong High = (ulong)(significand >> 64);
    public ulong Low = (ulong)significand;
    public int Exponent = exponent;
    public bool Negative = negative;

    public static Wide One => new(false, 0, (UInt128)1 << 127);

    public static Wide Two => new(false, 1, (UInt128)1 << 127);

    public readonly UInt128 Significand => new(High, Low);

    public readonly bool IsZero => (High | Low) == 0;

    /// <summary>From a register that is finite and not zero.</summary>
    public static Wide FromMagnitude(in Float80 a)
    {
        var x = new X87Operand(a);
        return new Wide(false, x.Exponent - Float80.Bias, new UInt128(x.Significand, 0));
    }

    /// <summary>From an integer taken times two to the power of <paramref name="power"/>.</summary>
    public static Wide FromInteger(bool negative, UInt128 magnitude, int power)
    {
        if (magnitude == 0)
        {
            return default;
        }

        int shift = LeadingZeros(magnitude);
        return new Wide(negative, power + 127 - shift, magnitude << shift);
    }

    public static int LeadingZeros(UInt128 value)
    {
        ulong high = (ulong)(value >> 64);
        return high != 0 ? BitOperations.LeadingZeroCount(high) : 64 + BitOperations.LeadingZeroCount((ulong)value);
    }

    public readonly Wide Negate() => new(!Negative, Exponent, Significand);

    public readonly Wide Times(Wide other)
    {
        UInt128 product = WideMath.MultiplyHigh(Significand, other.Significand);
        bool normal = (long)(ulong)(product >> 64) < 0;
        return new Wide(
            Negative != other.Negative,
            Exponent + other.Exponent + (normal ? 1 : 0),
            normal ? product : product << 1);
    }

    /// <summary>Times a fraction of 128 bits, which is at least one half.</summary>
    public readonly Wide TimesFraction(UInt128 fraction) => Times(new Wide(false, -1, fraction));

    /// <summary>Times any fraction of 128 bits, also one that is zero.</summary>
    public readonly Wide TimesSmallFraction(UInt128 fraction) =>
        fraction == 0 ? default : Times(FromInteger(false, fraction, -128));

    /// <summary>The magnitude, below 1, as a fraction of 128 bits, truncated.</summary>
    public readonly UInt128 ToFraction()
    {
        int shift = -1 - Exponent;
        return shift < 128 ? Significand >> shift : 0;
    }

    /// <summary>Over another that is not zero.</summary>
    public readonly Wide Over(Wide other, out bool exact)
    {
        bool larger = Significand >= other.Significand;
        UInt128 n = larger ? Significand - other.Significand : Significand;
        UInt128 quotient = WideMath.DivideFraction(n, other.Significand, out exact);
        if (!larger)
        {
            // A dividend below the divisor is more than half of it: the top bit is set.
            return new Wide(Negative != other.Negative, Exponent - other.Exponent - 1, quotient);
        }

        exact &= (quotient & 1) == 0;
        return new Wide(
            Negative != other.Negative,
            Exponent - other.Exponent,
            (quotient >> 1) | new UInt128(Float80.IntegerBit, 0));
    }

    public readonly Wide Plus(Wide other)
    {
        if (IsZero || other.IsZero)
        {
            return IsZero ? other : this;
        }

        bool swap = Exponent < other.Exponent || (Exponent == other.Exponent && Significand < other.Significand);
        Wide large = swap ? other : this;
        Wide small = swap ? this : other;
        int distance = large.Exponent - small.Exponent;
        UInt128 addend = distance < 128 ? small.Significand >> distance : 0;
        return large.Negative == small.Negative ? Sum(large, addend) : FromInteger(
            large.Negative,
            large.Significand - addend,
            large.Exponent - 127);
    }

    /// <summary>Rounds to a register, as a result that has more bits than are held.</summary>
    public readonly Float80 Round(ref X87Context c) => Round(ref c, 1);

    /// <summary>
    /// Rounds a result that is exact: the value does not move, but transcendental functions tell of inexactness on this path too
    /// (seen on a Zen 4; the Pentium III is unverified).
    /// </summary>
    public readonly Float80 RoundExact(ref X87Context c)
    {
        Float80 result = Round(ref c, 0);
        c.Status |= X87Status.Precision | (result.IsDenormal ? X87Status.Underflow : 0);
        return result;
    }

    private readonly Float80 Round(ref X87Context c, ulong sticky) => X87Round.ToRegister(
        ref c,
        Negative ? Float80.SignBit : 0,
        Exponent + Float80.Bias,
        High,
        Low | sticky);

    private static Wide Sum(Wide large, UInt128 addend)
    {
        UInt128 sum = large.Significand + addend;
        return sum >= addend
            ? new Wide(large.Negative, large.Exponent, sum)
            : new Wide(large.Negative, large.Exponent + 1, (sum >> 1) | new UInt128(Float80.IntegerBit, 0));
    }
}
