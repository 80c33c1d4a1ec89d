using System.Runtime.Intrinsics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Where weights that ought to be whole 256ths fall, as pictures of the console have it.</summary>
public sealed class VertexWeightsTests
{
    [Theory]
    [InlineData(77, 67, true, false)]
    [InlineData(13, 67, true, true)]
    [InlineData(157, 83, false, true)]
    [InlineData(61, 83, true, true)]
    [InlineData(100, 40, false, true)]
    [InlineData(30, 100, true, true)]
    [InlineData(64, 176, true, false)]
    public void Weights_OfWhole256ths_FallShortButTheLargest(int first, int third, bool isFirstShort, bool isThirdShort)
    {
        (double First, double Third) weights = Of(first / 256.0, third / 256.0, isExact: false);

        Assert.Equal(first - (isFirstShort ? 1 : 0), Math.Floor(weights.First * 256));
        Assert.Equal(third - (isThirdShort ? 1 : 0), Math.Floor(weights.Third * 256));
    }

    [Fact]
    public void Weights_ByExactReciprocals_AreExact()
    {
        (double First, double Third) weights = Of(13 / 256.0, 67 / 256.0, isExact: true);

        Assert.Equal((13 / 256.0, 67 / 256.0), (weights.First, weights.Third));
    }

    [Fact]
    public void Weight_OfHalf_IsJustBelowItBesideOneThatIsLargerByOrder()
    {
        // 0.5 is short of it and so no larger than 0.37, and the second vertex goes before the third ("Texture render target": right of the middle).
        (double First, double Third) weights = Of(0.13, 0.5, isExact: false);

        Assert.Equal(0.5f - (1f / (1 << 25)), weights.Third);
    }

    [Fact]
    public void ColorWeight_OfTheLargest_IsWhatTheOthersLeave()
    {
        // 139 256ths without a 2^24th, beside 40.7 and 76.3 of them ("Stipple tests": the pixel at 228, 269).
        (Vector512<double> First, Vector512<double> Third, Vector512<double> ColorFirst, Vector512<double> ColorThird) weights =
            VertexWeights.Of(Vector512.Create(138.999988203513 / 256), Vector512.Create(76.27363131259511 / 256), isExact: false);

        Assert.InRange(weights.First[0] * 256, 138.9999, 138.999999);
        Assert.InRange(weights.ColorFirst[0] * 256, 139, 139.0001);
        Assert.Equal(weights.Third, weights.ColorThird);
    }

    private static (double First, double Third) Of(double first, double third, bool isExact)
    {
        (Vector512<double> firsts, Vector512<double> thirds, _, _) = VertexWeights.Of(Vector512.Create(first), Vector512.Create(third), isExact);
        return (firsts[5], thirds[5]);
    }
}
