using System.Linq.Expressions;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using static System.Linq.Expressions.Expression;

namespace Xemu.Renderer.Software;

/// <summary>The arithmetic of the register combiners, as code over the lanes of a block: one component each.</summary>
internal static class CombinerMath
{
    private static readonly Type Number = typeof(Vector512<float>);

    /// <summary>0.</summary>
    public static Expression Zero => Property(null, Number, nameof(Vector512<float>.Zero));

    private static Expression One => Property(null, Number, nameof(Vector512<float>.One));

    /// <summary>An input mapping of a general combiner.</summary>
    public static Expression Map(Expression value, CombinerMapping mapping) => mapping switch
    {
        CombinerMapping.UnsignedIdentity => Positive(value),
        CombinerMapping.UnsignedInvert => Subtract(One, Saturate(value)),
        CombinerMapping.ExpandNormal => Subtract(Twice(Positive(value)), One),
        CombinerMapping.ExpandNegate => Subtract(One, Twice(Positive(value))),
        CombinerMapping.HalfBiasNormal => Subtract(Positive(value), Same(0.5f)),
        CombinerMapping.HalfBiasNegate => Subtract(Same(0.5f), Positive(value)),
        CombinerMapping.SignedIdentity => value,
        _ => Expression.Negate(value),
    };

    /// <summary>The scale and bias of a result, which has nine bits with a sign.</summary>
    public static Expression Scale(Expression value, CombinerScale scale)
    {
        Expression scaled = scale switch
        {
            CombinerScale.Bias => Subtract(value, Same(0.5f)),
            CombinerScale.Double => Twice(value),
            CombinerScale.DoubleBias => Twice(Subtract(value, Same(0.5f))),
            CombinerScale.Quadruple => Expression.Multiply(value, Same(4)),
            CombinerScale.Half => Expression.Multiply(value, Same(0.5f)),
            _ => value,
        };
        return Call(nameof(Vector512.Min), Call(nameof(Vector512.Max), scaled, Same(-1)), One);
    }

    /// <summary>A mask of the pixels whose mux takes its second product, by the highest or by the lowest bit of alpha.</summary>
    public static Expression TakesSecond(Expression alpha, bool byMsb)
    {
        if (byMsb)
        {
            return Call(nameof(Vector512.GreaterThanOrEqual), alpha, Same(0.5f));
        }

        return Expression.Call(typeof(CombinerMath), nameof(HasLowBit), null, alpha);
    }

    /// <summary>By a mask, the second or the first.</summary>
    public static Expression Select(Expression mask, Expression second, Expression first) => Call(nameof(Vector512.ConditionalSelect), mask, second, first);

    /// <summary>From 0 to 1.</summary>
    public static Expression Saturate(Expression value) => AtMostOne(Positive(value));

    /// <summary>What is left of 1.</summary>
    public static Expression Invert(Expression value) => Subtract(One, value);

    /// <summary>At most 1.</summary>
    public static Expression AtMostOne(Expression value) => Call(nameof(Vector512.Min), value, One);

    /// <summary>Pixels whose byte is odd.</summary>
    public static Vector512<float> HasLowBit(Vector512<float> value) =>
        Vector512.Equals(Vector512.ConvertToInt32(Vector512.Round(value * 255f)) & Vector512<int>.One, Vector512<int>.One).AsSingle();

    private static MethodCallExpression Positive(Expression value) => Call(nameof(Vector512.Max), value, Zero);

    private static BinaryExpression Twice(Expression value) => Expression.Multiply(value, Same(2));

    private static MethodCallExpression Same(float value) => Expression.Call(typeof(Vector512), nameof(Vector512.Create), null, Constant(value));

    private static MethodCallExpression Call(string method, params Expression[] arguments) => Expression.Call(typeof(Vector512), method, [typeof(float)], arguments);
}
