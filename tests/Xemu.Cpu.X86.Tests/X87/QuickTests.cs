namespace Xemu.Cpu.X86.Tests;

/// <summary>The short ways of the transcendental functions against the long ones: whatever they are certain of must round to the same.</summary>
public class QuickTests
{
    private delegate bool Short(in Float80 a, in Float80 b, out Wide result);

    private delegate Wide Long(in Float80 a, in Float80 b);

    private readonly Operands _operands = new(0x75);

    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("XEMU_QUICK_CASES"), out int cases) ? cases : 100_000;

    [Fact]
    public void Sine_AnyAngle_RoundsAsTheLongWay() => Check(
        static (in a, in _, out result) => new X87Angle(a).TrySine(out result), static (in a, in _) => new X87Angle(a).LongSine, -30, 62);

    [Fact]
    public void Cosine_AnyAngle_RoundsAsTheLongWay() => Check(
        static (in a, in _, out result) => new X87Angle(a).TryCosine(out result), static (in a, in _) => new X87Angle(a).LongCosine, -30, 62);

    [Fact]
    public void Tangent_AnyAngle_RoundsAsTheLongWay() => Check(
        static (in a, in _, out result) => new X87Angle(a).TryTangent(out result), static (in a, in _) => new X87Angle(a).LongTangent, -30, 62);

    [Fact]
    public void PowerLessOne_AnyFraction_RoundsAsTheLongWay() => Check(
        static (in a, in _, out result) => QuickExponential.TryPowerLessOne(a, out result), static (in a, in _) => X87Exponential.LongOfFraction(a), -40, -1);

    [Fact]
    public void Arctangent_AnyPoint_RoundsAsTheLongWay() => Check(
        static (in a, in b, out result) => QuickArctangent.TryAngle(a, b, out result), static (in a, in b) => X87Arctangent.Finite(a, b), -20, 20);

    [Fact]
    public void Logarithm_AnyPositiveNumber_RoundsAsTheLongWay() => Check(
        static (in a, in b, out result) => QuickLogarithm.TryTimesLog2(a.Abs(), b, out result), static (in a, in b) => X87Logarithm.LongTimesLog2(a.Abs(), b), -3, 3);

    [Fact]
    public void LogarithmPlusOne_SmallNumber_RoundsAsTheLongWay() => Check(
        static (in a, in b, out result) => QuickLogarithm.TryTimesLog2PlusOne(a, b, out result), static (in a, in b) => X87Logarithm.LongTimesLog2PlusOne(a, b), -40, -2);

    /// <summary>A significand whose rounding the error leaves open is declined, on both sides of each border.</summary>
    [Theory]
    [InlineData(0ul, false)]
    [InlineData(Quick.Error - 1, false)]
    [InlineData(Quick.Error + 1, true)]
    [InlineData((1ul << 63) - Quick.Error - 1, true)]
    [InlineData((1ul << 63) - Quick.Error + 1, false)]
    [InlineData((1ul << 63) + Quick.Error - 1, false)]
    [InlineData((1ul << 63) + Quick.Error + 1, true)]
    [InlineData(ulong.MaxValue - Quick.Error, true)]
    [InlineData(ulong.MaxValue - Quick.Error + 2, false)]
    public void IsCertain_NearABorder_IsFalse(ulong low, bool isCertain) =>
        Assert.Equal(isCertain, Quick.IsCertain(Float80.IntegerBit, low, Quick.Error));

    private void Check(Short quick, Long full, int lowest, int highest)
    {
        int taken = 0;
        for (int i = 0; i < Cases; i++)
        {
            Float80 a = Number(lowest, highest);
            Float80 b = Number(-10, 10);
            if (!quick(a, b, out Wide result))
            {
                continue;
            }

            taken++;
            Wide expected = full(a, b);
            bool isSame = result.Negative == expected.Negative && result.Exponent == expected.Exponent
                && result.High == expected.High && result.Low >> 63 == expected.Low >> 63;

            // What is rounded is known to be on the same side of everything; the distance is what the bound was chosen by.
            UInt128 distance = result.Significand > expected.Significand ? result.Significand - expected.Significand : expected.Significand - result.Significand;
            if (!isSame || distance >= Quick.Error)
            {
                Assert.Fail($"{a}, {b}: {result.Exponent} {result.Significand:X32}, by the long way {expected.Exponent} {expected.Significand:X32}");
            }
        }

        Assert.InRange(taken, Cases / 2, Cases);
    }

    /// <summary>Normal; a third of them with long runs of zeros or ones, a quarter doubles.</summary>
    private Float80 Number(int lowest, int highest)
    {
        ulong bits = _operands.NextBits();
        bits = _operands.Next(12) switch
        {
            < 2 => bits & (ulong.MaxValue << _operands.Next(64)),
            < 4 => bits | (ulong.MaxValue >> _operands.Next(64)),
            < 7 => bits & 0xFFFF_FFFF_FFFF_F800,
            _ => bits,
        };
        int exponent = Float80.Bias + lowest + _operands.Next(highest - lowest + 1);
        return new Float80(bits | Float80.IntegerBit, (ushort)(exponent | (_operands.Next(2) * Float80.SignBit)));
    }
}
