using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Blending as hosts have it.</summary>
internal static class BlendFactors
{
    /// <summary>A factor of colour: a surface without alpha has 1, whatever its image holds.</summary>
    public static BlendFactor For(BlendFactor factor, bool hasAlpha) => hasAlpha ? factor : factor switch
    {
        BlendFactor.DestinationAlpha => BlendFactor.One,
        BlendFactor.InverseDestinationAlpha or BlendFactor.SourceAlphaSaturate => BlendFactor.Zero,
        _ => factor,
    };

    /// <summary>A factor of alpha.</summary>
    public static BlendFactor ForAlpha(BlendFactor factor, bool hasAlpha) =>
        factor == BlendFactor.SourceAlphaSaturate ? BlendFactor.One : For(factor, hasAlpha);

    /// <summary>Whether the equation takes the source as signed bytes, and no factors.</summary>
    public static bool IsSigned(in BlendState blend) =>
        blend is { IsEnabled: true, Logic: null, Equation: BlendEquation.AddSigned or BlendEquation.ReverseSubtractSigned };

    /// <summary>What hosts do with one part of the source.</summary>
    public static BlendState For(in BlendState blend, SignedPart part) => part == SignedPart.All ? blend : new BlendState
    {
        IsEnabled = true,
        Source = BlendFactor.One,
        Destination = BlendFactor.One,
        Equation = (blend.Equation == BlendEquation.AddSigned) == (part == SignedPart.Positive) ? BlendEquation.Add : BlendEquation.ReverseSubtract,
    };
}
