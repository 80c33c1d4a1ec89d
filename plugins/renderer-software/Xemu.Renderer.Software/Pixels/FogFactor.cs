using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The fog factor of a fragment.</summary>
/// <remarks>
/// The two parameters fold the usual ones together (xboxdevwiki, NV2A, fog). That the bias lies in the exponents, and what the absolute modes take the
/// magnitude of, is derived from pictures of the console (nxdk_pgraph_tests, "Fog param"), and so are the eight bits of the factor: cut off with linear fog
/// ("Fog coord vec4"), nearest with the others.
/// </remarks>
internal static class FogFactor
{
    /// <summary>What a linear factor may lack to the next 255th and still be it: the sum of bias and product has as much error here.</summary>
    private const float Slack = 1 / 64f;

    /// <summary>Computes the factor: 1 without fog, 0 in the thickest.</summary>
    /// <param name="mode">How.</param>
    /// <param name="parameters">Bias and multiplier.</param>
    /// <param name="distance">The fog coordinate.</param>
    public static float Compute(FogMode mode, Vector2 parameters, float distance)
    {
        if (mode == FogMode.Off)
        {
            return 1;
        }

        bool isLinear = mode is FogMode.Linear or FogMode.LinearAbsolute;
        bool isNothing = float.IsInfinity(distance) && parameters.Y == 0 && !isLinear;
        if (!float.IsFinite(distance) && !isNothing)
        {
            return isLinear || mode == FogMode.Exponential ? 1 : 0;
        }

        float product = isNothing ? 0 : (mode == FogMode.LinearAbsolute ? MathF.Abs(distance) : distance) * parameters.Y;
        float x = parameters.X + product;
        float factor = mode switch
        {
            FogMode.Linear or FogMode.LinearAbsolute => MathF.Floor(((x - 1) * 255f) + Slack),
            FogMode.Exponential => Exponential(16 * (x - 1.5f)),
            FogMode.ExponentialAbsolute => Exponential(-16 * MathF.Abs(x - 1.5f)),
            _ => Exponential(-32 * (x - 1.5f) * (x - 1.5f)),
        };
        return float.IsNaN(factor) ? (isLinear || mode == FogMode.Exponential ? 1 : 0) : Math.Clamp(factor / 255f, 0, 1);
    }

    private static float Exponential(float exponent) => MathF.Round(MathF.Pow(2, exponent) * 255f);
}
