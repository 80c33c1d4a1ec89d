using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The fog factor of a fragment.</summary>
/// <remarks>
/// The two parameters fold the usual ones together (xboxdevwiki, NV2A, fog): their sum with the product of multiplier and distance is 1 to 2 over linear fog,
/// and 1.5 where the others begin. Derived from six thousand quads in pictures of the console, of which all but two come out (nxdk_pgraph_tests, "Fog param"
/// and "Fog gen"): parameters have 14 bits and are rounded, but not the bias of linear fog; the distance has 15 and is cut off, as is the product to 18 bits of
/// fraction; the sum has 12. An exponential is read from a table of bytes, 64ths apart, and mixed linearly between them.
/// </remarks>
internal readonly struct FogFactor
{
    /// <summary>The sum's unit is a 4096th.</summary>
    private const int One = 1 << 12;

    /// <summary>Where the exponentials are 1.</summary>
    private const int Start = One * 3 / 2;

    /// <summary>From here on they are 0.</summary>
    private const int End = One / 2;
    private const int StepBits = 6;
    private const int Step = 1 << StepBits;
    private const double ProductUnit = One * 64;

    private static readonly int[] Exponentials = [.. Enumerable.Range(0, (End / Step) + 1).Select(static i => ToByte(-i / 4.0))];
    private static readonly int[] Squares = [.. Enumerable.Range(0, (End / Step) + 1).Select(static i => ToByte(-i * i / 128.0))];

    private readonly FogMode _mode;
    private readonly double _bias;
    private readonly double _multiplier;

    /// <summary>For a draw.</summary>
    /// <param name="mode">How.</param>
    /// <param name="parameters">Bias and multiplier.</param>
    public FogFactor(FogMode mode, Vector2 parameters)
    {
        _mode = mode;
        _multiplier = Round(parameters.Y);
        _bias = IsLinear ? parameters.X : Round(parameters.X);
    }

    private bool IsLinear => _mode is FogMode.Linear or FogMode.LinearAbsolute;

    /// <summary>Computes the factor: 1 without fog, 0 in the thickest.</summary>
    /// <param name="distance">The fog coordinate.</param>
    public float At(float distance)
    {
        if (_mode == FogMode.Off)
        {
            return 1;
        }

        bool isNothing = float.IsInfinity(distance) && _multiplier == 0 && !IsLinear;
        if (!float.IsFinite(distance) && !isNothing)
        {
            return OfNoNumber();
        }

        double product = isNothing ? 0 : (_mode == FogMode.LinearAbsolute ? Math.Abs(CutOff(distance)) : CutOff(distance)) * _multiplier;
        double sum = (_bias + (Math.Truncate(product * ProductUnit) / ProductUnit)) * One;
        return double.IsNaN(sum) ? OfNoNumber() : Of((int)Math.Clamp(Math.Floor(sum), -(1 << 20), 1 << 20)) / 255f;
    }

    private float OfNoNumber() => IsLinear || _mode == FogMode.Exponential ? 1 : 0;

    private int Of(int sum)
    {
        if (IsLinear)
        {
            int part = Math.Clamp(sum - One, 0, One);
            return (part - (part >> 8)) >> 4;
        }

        int place = sum - Start;
        bool isPlain = _mode == FogMode.Exponential;
        return isPlain && place > 0 ? 255 : Between(isPlain || _mode == FogMode.ExponentialAbsolute ? Exponentials : Squares, Math.Abs(place));
    }

    private static int Between(int[] table, int place)
    {
        if (place >= End)
        {
            return 0;
        }

        (int index, int rest) = (place >> StepBits, place & (Step - 1));
        return ((table[index] * (Step - rest)) + (table[index + 1] * rest) + (Step / 2)) >> StepBits;
    }

    private static int ToByte(double exponent) => (int)((Math.Pow(2, exponent) * 255) + 0.5);

    /// <summary>A parameter rounded to 14 bits.</summary>
    private static double Round(float value) =>
        float.IsFinite(value) ? BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x200) & ~0x3FFu) : value;

    /// <summary>A distance cut off to 15 bits.</summary>
    private static double CutOff(float value) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(value) & ~0x1FFu);
}
