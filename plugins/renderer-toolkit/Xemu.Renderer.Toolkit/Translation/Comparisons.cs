using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates comparisons that the state names.</summary>
internal static class Comparisons
{
    /// <summary>Whether a value passes.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="function">The comparison.</param>
    /// <param name="value">What is compared.</param>
    /// <param name="reference">With what.</param>
    public static ShaderValue Translate(ShaderBuilder b, CompareFunction function, ShaderValue value, ShaderValue reference) => function switch
    {
        CompareFunction.Never => b.Bool(false),
        CompareFunction.Less => b.Less(value, reference),
        CompareFunction.Equal => b.Equal(value, reference),
        CompareFunction.LessOrEqual => b.LessOrEqual(value, reference),
        CompareFunction.Greater => b.Less(reference, value),
        CompareFunction.NotEqual => b.LogicalNot(b.Equal(value, reference)),
        CompareFunction.GreaterOrEqual => b.LessOrEqual(reference, value),
        _ => b.Bool(true),
    };
}
