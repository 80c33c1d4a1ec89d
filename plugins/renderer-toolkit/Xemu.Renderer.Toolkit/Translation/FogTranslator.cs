using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the fog factor. Source: the software renderer's, from pictures of the console.</summary>
internal static class FogTranslator
{
    /// <summary>What a linear factor may lack to the next 255th and still be it.</summary>
    private const float Slack = 1 / 64f;

    /// <summary>The factor: 1 without fog, 0 in the thickest.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="mode">How.</param>
    /// <param name="distance">The fog coordinate.</param>
    public static ShaderValue Translate(ShaderBuilder b, FogMode mode, ShaderValue distance)
    {
        if (mode == FogMode.Off)
        {
            return b.Float(1);
        }

        ShaderValue parameters = b.LoadUniformFloats(ShaderInterface.FogAndDepth);
        (ShaderValue bias, ShaderValue multiplier) = (b.Extract(parameters, 0), b.Extract(parameters, 1));
        bool isLinear = mode is FogMode.Linear or FogMode.LinearAbsolute;
        ShaderValue isInfinite = b.Equal(b.Absolute(distance), b.Float(float.PositiveInfinity));
        ShaderValue isNothing = isLinear ? b.Bool(false) : b.LogicalAnd(isInfinite, b.Equal(multiplier, b.Float(0)));
        distance = b.Select(isInfinite, b.Float(0), distance);
        ShaderValue product = b.Multiply(mode == FogMode.LinearAbsolute ? b.Absolute(distance) : distance, multiplier);
        ShaderValue factor = Factor(b, mode, b.Add(bias, product));
        ShaderValue special = b.Float(isLinear || mode == FogMode.Exponential ? 1 : 0);
        ShaderValue isSpecial = b.LogicalOr(b.LogicalAnd(isInfinite, b.LogicalNot(isNothing)), b.IsNaN(factor));
        return b.Select(isSpecial, special, b.Saturate(b.Divide(factor, b.Float(255))));
    }

    /// <summary>The factor in 255ths: linear ones are cut off, others are rounded to the nearest.</summary>
    private static ShaderValue Factor(ShaderBuilder b, FogMode mode, ShaderValue x)
    {
        if (mode is FogMode.Linear or FogMode.LinearAbsolute)
        {
            return b.Floor(b.Add(b.Multiply(b.Subtract(x, b.Float(1)), b.Float(255)), b.Float(Slack)));
        }

        ShaderValue distance = b.Subtract(x, b.Float(1.5f));
        ShaderValue exponent = mode switch
        {
            FogMode.Exponential => b.Multiply(b.Float(16), distance),
            FogMode.ExponentialAbsolute => b.Multiply(b.Float(-16), b.Absolute(distance)),
            _ => b.Multiply(b.Multiply(b.Float(-32), distance), distance),
        };
        return b.RoundEven(b.Multiply(b.PowerOfTwo(exponent), b.Float(255)));
    }
}
