namespace Xemu.Cpu.X86.Tests;

/// <summary>The fast path of SSE arithmetic against the exact one, and the exact one in all rounding modes against wider arithmetic.</summary>
/// <remarks>The comparison with a processor is the oracle's; this one also runs where there is none.</remarks>
public class Single32Tests
{
    private const ulong Seed = 0x51_3632;
    private const int Cases = 200_000;

    [Fact]
    public void Arithmetic_RandomOperands_RoundsAsWiderArithmeticSays()
    {
        var random = new OracleRandom(Seed);
        var values = new OracleValues(random);
        for (int i = 0; i < Cases; i++)
        {
            uint a = values.Single();
            uint b = values.Single();
            uint mxcsr = 0x1F80 | ((uint)random.Below(4) << 13);
            uint flags = 0;
            uint product = Single32.Multiply(a, b, mxcsr, ref flags);
            double exact = (double)Single32.Float(a) * Single32.Float(b);

            // A product of singles is exact in double precision, and so is the test of which side a result lies on.
            if (double.IsFinite(exact) && (product & 0x7FFF_FFFF) < Single32.Infinity)
            {
                AssertSide(exact, Single32.Float(product), Mxcsr.Rounding(mxcsr));
                Assert.Equal(Single32.Float(product) != exact, (flags & Mxcsr.Precision) != 0);
            }
        }
    }

    [Fact]
    public void FastPath_WhereItAnswers_GivesWhatTheExactOneDoes()
    {
        var random = new OracleRandom(Seed);
        var values = new OracleValues(random);
        for (int i = 0; i < Cases; i++)
        {
            uint a = values.Single();
            uint b = values.Single();
            Check<SseAdd>(a, b);
            Check<SseSubtract>(a, b);
            Check<SseMultiply>(a, b);
            Check<SseDivide>(a, b);
            Check<SseSquareRoot>(a, b);
            Check<SseMinimum>(a, b);
            Check<SseMaximum>(a, b);
        }
    }

    private static void Check<TOperation>(uint a, uint b)
        where TOperation : struct, ISseOperation
    {
        if (!TOperation.FastScalar(a, b, out uint fast))
        {
            return;
        }

        foreach (uint mxcsr in (ReadOnlySpan<uint>)[0x1FA0, 0x9FA0])
        {
            uint flags = 0;
            uint exact = TOperation.Exact(a, b, mxcsr, ref flags);
            Assert.True(exact == fast && (flags & ~Mxcsr.Precision) == 0, $"{typeof(TOperation).Name} {a:X8} {b:X8}: {fast:X8}, exactly {exact:X8} with flags {flags:X}");
        }
    }

    private static void AssertSide(double exact, double result, SseRounding rounding)
    {
        bool right = rounding switch
        {
            SseRounding.Down => result <= exact,
            SseRounding.Up => result >= exact,
            SseRounding.Zero => Math.Abs(result) <= Math.Abs(exact),
            _ => result == (float)exact,
        };
        Assert.True(right, $"{exact:R} rounded {rounding} gave {result:R}");
    }
}
