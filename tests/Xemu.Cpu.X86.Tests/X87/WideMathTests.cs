using System.Numerics;

namespace Xemu.Cpu.X86.Tests;

/// <summary>128-bit helpers against arbitrary precision, also the paths that this host does not take.</summary>
public class WideMathTests
{
    private const int Cases = 20_000;
    private readonly Operands _operands = new(0x128);

    [Fact]
    public void DivRemPortable_AnyOperands_AgreesWithBigInteger()
    {
        for (int i = 0; i < Cases; i++)
        {
            ulong divisor = Bits() | 1;
            ulong high = Bits() % divisor;
            ulong low = Bits();
            ulong quotient = WideMath.DivRemPortable(high, low, divisor, out ulong rest);

            Assert.Equal(((BigInteger)high << 64) + low, ((BigInteger)quotient * divisor) + rest);
            Assert.True(rest < divisor);
        }
    }

    [Fact]
    public void MultiplyHigh_AnyOperands_AgreesWithBigInteger()
    {
        for (int i = 0; i < Cases; i++)
        {
            UInt128 a = new(Bits(), Bits());
            UInt128 b = new(Bits(), Bits());

            Assert.Equal(((BigInteger)a * b) >> 128, WideMath.MultiplyHigh(a, b));
        }
    }

    [Fact]
    public void DivideFraction_AnyOperands_AgreesWithBigInteger()
    {
        for (int i = 0; i < Cases; i++)
        {
            UInt128 d = new(Bits() | Float80.IntegerBit, Bits());
            UInt128 n = i % 3 == 0 ? new UInt128((ulong)(d >> 64), Bits() % Math.Max(1, (ulong)d)) : new UInt128(Bits(), Bits()) % d;
            n = n < d ? n : d - 1;
            UInt128 quotient = WideMath.DivideFraction(n, d, out bool exact);
            BigInteger expected = BigInteger.DivRem((BigInteger)n << 128, d, out BigInteger rest);

            Assert.Equal(expected, quotient);
            Assert.Equal(rest.IsZero, exact);
        }
    }

    [Fact]
    public void SquareRoot_AnyOperand_IsTheFloor()
    {
        for (int i = 0; i < Cases; i++)
        {
            UInt128 radicand = new(Bits() | (1UL << 62), Bits());
            BigInteger root = WideMath.SquareRoot(radicand, out UInt128 rest);

            Assert.Equal((BigInteger)radicand, (root * root) + rest);
            Assert.True((root + 1) * (root + 1) > radicand);
        }
    }

    /// <summary>Random, often with long runs of ones or zeros.</summary>
    private ulong Bits() => _operands.Next(3) switch
    {
        0 => ulong.MaxValue << _operands.Next(64),
        1 => _operands.NextBits() | ~(ulong.MaxValue >> _operands.Next(64)),
        _ => _operands.NextBits() >> _operands.Next(32),
    };
}
