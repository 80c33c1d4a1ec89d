using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The fog factor. Source: xboxdevwiki (NV2A, fog): the two parameters fold the usual ones together.</summary>
internal static class FogFactor
{
    /// <summary>Computes the factor: 1 without fog, 0 in the thickest.</summary>
    /// <param name="mode">How.</param>
    /// <param name="parameters">Bias and multiplier.</param>
    /// <param name="distance">The fog coordinate.</param>
    public static float Compute(FogMode mode, Vector2 parameters, float distance)
    {
        float d = mode >= FogMode.LinearAbsolute ? MathF.Abs(distance) : distance;
        float factor = mode switch
        {
            FogMode.Off => 1,
            FogMode.Linear or FogMode.LinearAbsolute => parameters.X + (d * parameters.Y) - 1,
            FogMode.Exponential or FogMode.ExponentialAbsolute => parameters.X + MathF.Pow(2, d * parameters.Y * 16) - 1.5f,
            _ => parameters.X + MathF.Pow(2, -d * d * parameters.Y * parameters.Y * 32) - 1.5f,
        };
        return Math.Clamp(factor, 0, 1);
    }
}
