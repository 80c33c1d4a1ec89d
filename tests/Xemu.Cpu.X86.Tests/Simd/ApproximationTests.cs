namespace Xemu.Cpu.X86.Tests;

/// <summary>RCPSS and RSQRTSS: the documented bound over every significand, and the special values.</summary>
public class ApproximationTests
{
    // Intel SDM vol. 2, RCPSS: |relative error| <= 1.5 * 2^-12.
    private const double Bound = 1.5 / 4096;
    private const uint One = 0x3F80_0000;
    private const uint Significands = 1 << 23;

    [Fact]
    public void Reciprocal_EverySignificand_StaysWithinTheBound()
    {
        double worst = 0;
        for (uint i = 0; i < Significands; i++)
        {
            double x = BitConverter.UInt32BitsToSingle(One + i);
            double y = BitConverter.UInt32BitsToSingle(Approximation.Reciprocal(One + i));
            worst = Math.Max(worst, Math.Abs((y * x) - 1));
        }

        Assert.InRange(worst, 0, Bound);
    }

    [Fact]
    public void ReciprocalRoot_EverySignificandOfBothParities_StaysWithinTheBound()
    {
        double worst = 0;
        for (uint i = 0; i < 2 * Significands; i++)
        {
            double x = BitConverter.UInt32BitsToSingle(One + i);
            double y = BitConverter.UInt32BitsToSingle(Approximation.ReciprocalRoot(One + i));
            worst = Math.Max(worst, Math.Abs((y * Math.Sqrt(x)) - 1));
        }

        Assert.InRange(worst, 0, Bound);
    }

    [Fact]
    public void BothFunctions_EveryExponent_KeepTheBoundWhereTheResultIsNormal()
    {
        for (uint exponent = 1; exponent < 255; exponent++)
        {
            uint a = (exponent << 23) | 0x2A_5555;
            double x = BitConverter.UInt32BitsToSingle(a);
            double root = BitConverter.UInt32BitsToSingle(Approximation.ReciprocalRoot(a));
            uint reciprocal = Approximation.Reciprocal(a);

            Assert.InRange((root * Math.Sqrt(x)) - 1, -Bound, Bound);
            Assert.True(exponent >= 253 ? reciprocal == 0 : Math.Abs((BitConverter.UInt32BitsToSingle(reciprocal) * x) - 1) <= Bound);
        }
    }

    [Theory]
    [InlineData(0x0000_0000u, 0x7F80_0000u)]
    [InlineData(0x8000_0000u, 0xFF80_0000u)]
    [InlineData(0x0040_0000u, 0x7F80_0000u)]
    [InlineData(0x8000_0001u, 0xFF80_0000u)]
    [InlineData(0x7F80_0000u, 0x0000_0000u)]
    [InlineData(0xFF80_0000u, 0x8000_0000u)]
    [InlineData(0x7F80_0001u, 0x7FC0_0001u)]
    [InlineData(0xFFC1_2345u, 0xFFC1_2345u)]
    [InlineData(0x3F80_0000u, 0x3F7F_F000u)]
    [InlineData(0xBF80_0000u, 0xBF7F_F000u)]
    public void Reciprocal_SpecialValue_GivesWhatTheManualSays(uint a, uint expected) =>
        Assert.Equal(expected, Approximation.Reciprocal(a));

    [Theory]
    [InlineData(0x0000_0000u, 0x7F80_0000u)]
    [InlineData(0x8000_0000u, 0xFF80_0000u)]
    [InlineData(0x807F_FFFFu, 0xFF80_0000u)]
    [InlineData(0xBF80_0000u, 0xFFC0_0000u)]
    [InlineData(0x7F80_0000u, 0x0000_0000u)]
    [InlineData(0xFF80_0000u, 0xFFC0_0000u)]
    [InlineData(0xFFA0_0000u, 0xFFE0_0000u)]
    [InlineData(0x3F80_0000u, 0x3F7F_F000u)]
    public void ReciprocalRoot_SpecialValue_GivesWhatTheManualSays(uint a, uint expected) =>
        Assert.Equal(expected, Approximation.ReciprocalRoot(a));
}
