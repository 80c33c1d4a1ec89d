using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>The comparisons of the tests, for a block.</summary>
internal static class BlockCompare
{
    /// <summary>Compares numbers of at most 31 bits.</summary>
    /// <returns>All bits of a pixel that passes.</returns>
    public static Vector512<int> Compare(CompareFunction function, Vector512<int> value, Vector512<int> stored) => function switch
    {
        CompareFunction.Never => Vector512<int>.Zero,
        CompareFunction.Less => Vector512.LessThan(value, stored),
        CompareFunction.Equal => Vector512.Equals(value, stored),
        CompareFunction.LessOrEqual => Vector512.LessThanOrEqual(value, stored),
        CompareFunction.Greater => Vector512.GreaterThan(value, stored),
        CompareFunction.NotEqual => ~Vector512.Equals(value, stored),
        CompareFunction.GreaterOrEqual => Vector512.GreaterThanOrEqual(value, stored),
        _ => Vector512<int>.AllBitsSet,
    };
}
