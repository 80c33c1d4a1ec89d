using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The fog factor of a fragment. Source: xboxdevwiki (NV2A, fog); the two parameters fold the usual ones together.</summary>
internal static class FogFactor
{
    /// <summary>Computes the factor: 1 without fog, 0 in the thickest; the absolute modes take the factor's magnitude.</summary>
    /// <param name="mode">How.</param>
    /// <param name="parameters">Bias and multiplier.</param>
    /// <param name="distance">The fog coordinate.</param>
    public static float Compute(FogMode mode, Vector2 parameters, float distance)
    {
        bool isExponential = mode is FogMode.Exponential or FogMode.ExponentialAbsolute;
        bool isLinear = mode is FogMode.Linear or FogMode.LinearAbsolute;
        if (mode == FogMode.Off)
        {
            return 1;
        }

        if (float.IsInfinity(distance))
        {
            return isLinear || mode == FogMode.Exponential ? 1 : 0;
        }

        float factor = isLinear
            ? parameters.X + (distance * parameters.Y) - 1
            : isExponential
                ? parameters.X + MathF.Pow(2, distance * parameters.Y * 16) - 1.5f
                : parameters.X + MathF.Pow(2, -distance * distance * parameters.Y * parameters.Y * 32) - 1.5f;
        factor = mode >= FogMode.LinearAbsolute ? MathF.Abs(factor) : factor;
        return float.IsNaN(factor) ? (isLinear || mode == FogMode.Exponential ? 1 : 0) : Math.Clamp(factor, 0, 1);
    }
}
