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

    /// <summary>An equation; hosts lack the signed ones.</summary>
    public static BlendEquation For(BlendEquation equation) => equation switch
    {
        BlendEquation.AddSigned => BlendEquation.Add,
        BlendEquation.ReverseSubtractSigned => BlendEquation.ReverseSubtract,
        _ => equation,
    };

    /// <summary>Whether the factors hold: for the signed equations they do not.</summary>
    public static bool HasFactors(BlendEquation equation) => For(equation) == equation;

    /// <summary>Whether a draw comes out other than the chip has it.</summary>
    public static bool IsApproximated(in BlendState blend, GpuLimits limits) =>
        blend.Logic is null ? blend.IsEnabled && For(blend.Equation) != blend.Equation : !limits.HasLogicOperations;
}
