using System.Numerics;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Computes every table entry again, from series in 192-bit fixed point, to the nearest 128-bit fraction.</summary>
public class WideTablesTests
{
    private const int Bits = 192;
    private static readonly BigInteger One = BigInteger.One << Bits;
    private static readonly BigInteger Ln2 = 2 * Atanh(1, 3);

    [Fact]
    public void Constants_ComputedAgain_AreTheSame()
    {
        // Machin: pi / 4 = 4 atan(1/5) - atan(1/239).
        BigInteger halfPi = 2 * ((4 * Atan(1, 5)) - Atan(1, 239));

        Assert.Equal(Nearest(halfPi, 127), WideTables.HalfPi);
        Assert.Equal(Nearest(Ln2, 128), WideTables.LnOf2);
        Assert.Equal(Nearest(2 * One * One / Ln2, 126), WideTables.TwoOverLn2);
    }

    [Fact]
    public void InverseFactorials_ComputedAgain_AreTheSame()
    {
        BigInteger factorial = 1;
        for (int n = 2; n <= 36; n++)
        {
            factorial *= n;
            Assert.Equal(Nearest(One / factorial, 128), WideTables.InverseFactorial(n));
        }
    }

    [Fact]
    public void InverseOdds_ComputedAgain_AreTheSame() =>
        Assert.All(Enumerable.Range(1, 11), k => Assert.Equal(Nearest(One / ((2 * k) + 1), 128), WideTables.InverseOdd(k)));

    [Fact]
    public void Arctangents_ComputedAgain_AreTheSame()
    {
        // atan(k/32) = atan((k-1)/32) + atan(32 / (1024 + k (k-1))).
        BigInteger sum = 0;
        for (int k = 1; k <= 32; k++)
        {
            sum += Atan(32, 1024 + (k * (k - 1)));
            Assert.Equal(Nearest(sum, 128), WideTables.Arctangent(k));
        }
    }

    [Fact]
    public void HalfPowers_ComputedAgain_AreTheSame() => Assert.All(
        Enumerable.Range(0, 32),
        k => Assert.Equal(Nearest(Exponential(Ln2 * k / 32) / 2, 128), WideTables.HalfPower(k)));

    [Fact]
    public void QuickPowers_ComputedAgain_AreTheSame() => Assert.All(
        Enumerable.Range(0, 64),
        k => Assert.Equal(Nearest(Exponential(Ln2 * k / 64) / 2, 128), Value(QuickTables.HalfPower(k))));

    [Fact]
    public void QuickSinesAndCosines_ComputedAgain_AreTheSame()
    {
        for (int k = 1; k <= 50; k++)
        {
            (BigInteger sine, BigInteger cosine) = SineAndCosine(One * k / 64);
            Assert.Equal(Nearest(sine, 128), Value(QuickTables.Sine(k)));
            Assert.Equal(Nearest(cosine, 128), Value(QuickTables.Cosine(k)));
        }
    }

    [Fact]
    public void Logarithms_ComputedAgain_AreTheSame()
    {
        for (int i = 0; i < 128; i++)
        {
            int c = WideTables.Reciprocal(i);
            BigInteger logarithm = 2 * Atanh(256 - c, 256 + c) * One / Ln2;
            BigInteger expected = i < 53 ? logarithm : One - logarithm;
            Assert.Equal(Nearest(expected, 128), WideTables.Logarithm(i));
            Assert.InRange(c * (256 + (2 * i)), 65024, 66048);
        }
    }

    private static UInt128 Value(Limbs limbs) => new(limbs.High, limbs.Low);

    private static UInt128 Nearest(BigInteger value, int bits) =>
        (UInt128)((value + (BigInteger.One << (Bits - bits - 1))) >> (Bits - bits));

    private static BigInteger Atan(int n, int d) => OddSeries(n, d, -1);

    private static BigInteger Atanh(int n, int d) => OddSeries(n, d, 1);

    private static BigInteger OddSeries(int n, int d, int sign)
    {
        BigInteger power = One * n / d;
        BigInteger sum = 0;
        for (int k = 1; !power.IsZero; k += 2)
        {
            sum += power / k;
            power = sign * power * n * n / d / d;
        }

        return sum;
    }

    private static (BigInteger Sine, BigInteger Cosine) SineAndCosine(BigInteger x)
    {
        BigInteger term = One;
        BigInteger[] sums = [0, 0];
        for (int n = 1; !term.IsZero; n++)
        {
            // 1, x, -x^2/2!, -x^3/3!, ...
            sums[(n - 1) & 1] += ((n - 1) & 2) == 0 ? term : -term;
            term = term * x / One / n;
        }

        return (sums[1], sums[0]);
    }

    private static BigInteger Exponential(BigInteger x)
    {
        BigInteger term = One;
        BigInteger sum = 0;
        for (int n = 1; !term.IsZero; n++)
        {
            sum += term;
            term = term * x / One / n;
        }

        return sum;
    }
}
