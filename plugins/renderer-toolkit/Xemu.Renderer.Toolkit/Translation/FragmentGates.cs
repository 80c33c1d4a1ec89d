namespace Xemu.Renderer.Toolkit;

/// <summary>Translates what keeps fragments out by their place alone: window clips and the stipple pattern.</summary>
internal static class FragmentGates
{
    private const int WindowCount = 8;

    /// <summary>Whether a fragment may live.</summary>
    /// <param name="b">Where the code goes.</param>
    /// <param name="key">What the shader follows from.</param>
    /// <param name="position">The fragment's centre.</param>
    public static ShaderValue Translate(ShaderBuilder b, in PixelShaderKey key, ShaderValue position)
    {
        ShaderValue x = b.Convert(b.Floor(b.Extract(position, 0)), ShaderScalar.Int);
        ShaderValue y = b.Convert(b.Floor(b.Extract(position, 1)), ShaderScalar.Int);
        ShaderValue isIn = Windows(b, x, y);
        isIn = key.IsWindowClipExclusive ? b.LogicalNot(isIn) : isIn;
        return key.IsStippled ? b.LogicalAnd(isIn, Stipple(b, x, y)) : isIn;
    }

    private static ShaderValue Windows(ShaderBuilder b, ShaderValue x, ShaderValue y)
    {
        // Windows are pixels; a fragment is a sample.
        ShaderValue samples = b.Extract(b.LoadUniform(b.Int(ShaderInterface.OffsetAndAlpha)), 3);
        ShaderValue column = Divide(b, x, b.And(samples, b.Uint(0xFFFF)));
        ShaderValue row = Divide(b, y, b.ShiftRight(samples, b.Uint(16)));
        ShaderValue isIn = b.Bool(false);
        for (int i = 0; i < WindowCount; i++)
        {
            ShaderValue window = b.Reinterpret(b.LoadUniform(b.Int(ShaderInterface.WindowClips + i)), ShaderScalar.Int);
            ShaderValue isColumn = b.LogicalAnd(b.LessOrEqual(b.Extract(window, 0), column), b.Less(column, b.Extract(window, 2)));
            ShaderValue isRow = b.LogicalAnd(b.LessOrEqual(b.Extract(window, 1), row), b.Less(row, b.Extract(window, 3)));
            isIn = b.LogicalOr(isIn, b.LogicalAnd(isColumn, isRow));
        }

        return isIn;
    }

    /// <summary>By 1 or 2: samples a pixel.</summary>
    private static ShaderValue Divide(ShaderBuilder b, ShaderValue value, ShaderValue divisor) =>
        b.ShiftRight(value, b.Reinterpret(b.ShiftRight(divisor, b.Uint(1)), ShaderScalar.Int));

    private static ShaderValue Stipple(ShaderBuilder b, ShaderValue x, ShaderValue y)
    {
        // 32 rows from below, four of them a load.
        ShaderValue row = b.Xor(b.And(y, b.Int(31)), b.Int(31));
        ShaderValue rows = b.LoadUniform(b.Add(b.ShiftRight(row, b.Int(2)), b.Int(ShaderInterface.Stipple)));
        ShaderValue part = b.And(row, b.Int(3));
        ShaderValue low = b.Select(b.Equal(part, b.Int(0)), b.Extract(rows, 0), b.Extract(rows, 1));
        ShaderValue high = b.Select(b.Equal(part, b.Int(2)), b.Extract(rows, 2), b.Extract(rows, 3));
        ShaderValue pattern = b.Select(b.Less(part, b.Int(2)), low, high);
        ShaderValue bit = b.Xor(b.And(x, b.Int(31)), b.Int(7));
        return b.Equal(b.And(b.ShiftRight(pattern, b.Reinterpret(bit, ShaderScalar.Uint)), b.Uint(1)), b.Uint(1));
    }
}
