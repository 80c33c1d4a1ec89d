using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the fog factor. Source: xboxdevwiki (NV2A, fog).</summary>
internal static class FogTranslator
{
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
        ShaderValue factor = mode switch
        {
            FogMode.Linear or FogMode.LinearAbsolute =>
                b.Subtract(b.Add(bias, b.Multiply(distance, multiplier)), b.Float(1)),
            FogMode.Exponential or FogMode.ExponentialAbsolute =>
                Exponential(b, bias, b.Multiply(b.Multiply(distance, multiplier), b.Float(16))),
            _ => Exponential(b, bias, Squared(b, distance, multiplier)),
        };
        factor = mode >= FogMode.LinearAbsolute ? b.Absolute(factor) : factor;
        ShaderValue isInfinite = b.Equal(b.Absolute(distance), b.Float(float.PositiveInfinity));
        ShaderValue special = b.Float(mode is FogMode.Linear or FogMode.LinearAbsolute or FogMode.Exponential ? 1 : 0);
        return b.Select(b.LogicalOr(isInfinite, b.IsNaN(factor)), special, b.Saturate(factor));
    }

    private static ShaderValue Exponential(ShaderBuilder b, ShaderValue bias, ShaderValue power) =>
        b.Subtract(b.Add(bias, b.PowerOfTwo(power)), b.Float(1.5f));

    private static ShaderValue Squared(ShaderBuilder b, ShaderValue distance, ShaderValue multiplier)
    {
        ShaderValue square = b.Multiply(b.Negate(distance), distance);
        return b.Multiply(b.Multiply(b.Multiply(square, multiplier), multiplier), b.Float(32));
    }
}
