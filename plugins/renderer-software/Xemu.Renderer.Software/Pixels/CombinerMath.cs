using System.Numerics;
using System.Runtime.CompilerServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The arithmetic of the register combiners. Compiled programs call these and have them inlined.</summary>
internal static class CombinerMath
{
    /// <summary>An input mapping of a general combiner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Map(Vector4 value, CombinerMapping mapping) => mapping switch
    {
        CombinerMapping.UnsignedIdentity => Vector4.Max(value, Vector4.Zero),
        CombinerMapping.UnsignedInvert => Vector4.One - Vector4.Clamp(value, Vector4.Zero, Vector4.One),
        CombinerMapping.ExpandNormal => (Vector4.Max(value, Vector4.Zero) * 2) - Vector4.One,
        CombinerMapping.ExpandNegate => Vector4.One - (Vector4.Max(value, Vector4.Zero) * 2),
        CombinerMapping.HalfBiasNormal => Vector4.Max(value, Vector4.Zero) - new Vector4(0.5f),
        CombinerMapping.HalfBiasNegate => new Vector4(0.5f) - Vector4.Max(value, Vector4.Zero),
        CombinerMapping.SignedIdentity => value,
        _ => -value,
    };

    /// <summary>The scale and bias of a result, which has nine bits with a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Scale(Vector4 value, CombinerScale scale) => Vector4.Clamp(
        scale switch
        {
            CombinerScale.Bias => value - new Vector4(0.5f),
            CombinerScale.Double => value * 2,
            CombinerScale.DoubleBias => (value - new Vector4(0.5f)) * 2,
            CombinerScale.Quadruple => value * 4,
            CombinerScale.Half => value * 0.5f,
            _ => value,
        },
        -Vector4.One,
        Vector4.One);

    /// <summary>A dot product of three components, of their products.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Sum3(Vector4 products) => new(products.X + products.Y + products.Z);

    /// <summary>Alpha in all components.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Alpha(Vector4 value) => new(value.W);

    /// <summary>Blue in all components.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Blue(Vector4 value) => new(value.Z);

    /// <summary>A colour with the alpha that was there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 StoreColor(Vector4 old, Vector4 value) => value with { W = old.W };

    /// <summary>A colour whose blue becomes alpha.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 StoreColorAndBlue(Vector4 value) => value with { W = value.Z };

    /// <summary>The colour that was there with another alpha.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 StoreAlpha(Vector4 old, Vector4 value) => old with { W = value.X };

    /// <summary>Whether a mux takes its second product, by the highest bit of alpha.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TakesSecondByMsb(Vector4 spare) => spare.W >= 0.5f;

    /// <summary>Whether a mux takes its second product, by the lowest bit of alpha.</summary>
    public static bool TakesSecondByLsb(Vector4 spare) => ((int)MathF.Round(spare.W * 255) & 1) != 0;

    /// <summary>From 0 to 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Saturate(Vector4 value) => Vector4.Clamp(value, Vector4.Zero, Vector4.One);

    /// <summary>What is left of 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Invert(Vector4 value) => Vector4.One - value;

    /// <summary>At most 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 AtMostOne(Vector4 value) => Vector4.Min(value, Vector4.One);

    /// <summary>The final combiner: a of b, the rest of c, and d; alpha is another input's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector4 Final(Vector4 a, Vector4 b, Vector4 c, Vector4 d, Vector4 alpha) =>
        Saturate(((a * b) + ((Vector4.One - a) * c) + d) with { W = alpha.X });
}
