namespace Xemu.Renderer.Toolkit;

/// <summary>Translates how texture coordinates are made ready.</summary>
internal static class ChipCoordinates
{
    /// <summary>(s, t, r) / q.</summary>
    public static ShaderValue[] Project(ShaderBuilder b, ShaderValue coordinates)
    {
        ShaderValue q = b.Extract(coordinates, 3);
        return [.. Enumerable.Range(0, 3).Select(i => Quotient(b, b.Extract(coordinates, i), q))];
    }

    /// <summary>The face that a direction points to, and where on it. Source: OpenGL 1.3, cube map texture selection.</summary>
    public static ShaderValue[] OnCube(ShaderBuilder b, ShaderValue[] direction, out ShaderValue face)
    {
        (ShaderValue x, ShaderValue y, ShaderValue z) = (direction[0], direction[1], direction[2]);
        (ShaderValue sizeX, ShaderValue sizeY, ShaderValue sizeZ) = (b.Absolute(x), b.Absolute(y), b.Absolute(z));
        ShaderValue isX = b.LogicalAnd(b.LessOrEqual(sizeY, sizeX), b.LessOrEqual(sizeZ, sizeX));
        ShaderValue isY = b.LessOrEqual(sizeZ, sizeY);
        ShaderValue zero = b.Float(0);
        (ShaderValue plusX, ShaderValue plusY, ShaderValue plusZ) = (b.LessOrEqual(zero, x), b.LessOrEqual(zero, y), b.LessOrEqual(zero, z));
        face = Choose(b, isX, isY, Side(b, plusX, 0), Side(b, plusY, 2), Side(b, plusZ, 4));
        ShaderValue u = Choose(b, isX, isY, b.Select(plusX, b.Negate(z), z), x, b.Select(plusZ, x, b.Negate(x)));
        ShaderValue v = Choose(b, isX, isY, b.Negate(y), b.Select(plusY, z, b.Negate(z)), b.Negate(y));
        ShaderValue major = Choose(b, isX, isY, sizeX, sizeY, sizeZ);
        return [OnFace(b, u, major), OnFace(b, v, major), zero];
    }

    /// <summary>A direction as a place on the face that another one points to, for the level of detail.</summary>
    public static ShaderValue[] OnFaceOf(ShaderBuilder b, ShaderValue direction, ShaderValue center)
    {
        (ShaderValue x, ShaderValue y, ShaderValue z) = (b.Extract(direction, 0), b.Extract(direction, 1), b.Extract(direction, 2));
        ShaderValue[] size = [.. Enumerable.Range(0, 3).Select(i => b.Absolute(b.Extract(center, i)))];
        ShaderValue isX = b.LogicalAnd(b.LessOrEqual(size[1], size[0]), b.LessOrEqual(size[2], size[0]));
        ShaderValue major = Choose(b, isX, b.LessOrEqual(size[2], size[1]), x, y, z);
        ShaderValue factor = b.Reciprocal(b.Multiply(b.Float(2), major));
        return [b.Multiply(x, factor), b.Multiply(y, factor), b.Multiply(z, factor)];
    }

    private static ShaderValue Side(ShaderBuilder b, ShaderValue isPositive, int first) => b.Select(isPositive, b.Int(first), b.Int(first + 1));

    private static ShaderValue Choose(ShaderBuilder b, ShaderValue isX, ShaderValue isY, ShaderValue x, ShaderValue y, ShaderValue z) =>
        b.Select(isX, x, b.Select(isY, y, z));

    private static ShaderValue OnFace(ShaderBuilder b, ShaderValue offset, ShaderValue major) =>
        b.Multiply(b.Add(Quotient(b, offset, major), b.Float(1)), b.Float(0.5f));

    /// <summary>One rounding, and what IEEE 754 says of a division by 0, which is left to a host.</summary>
    private static ShaderValue Quotient(ShaderBuilder b, ShaderValue a, ShaderValue divisor)
    {
        ShaderValue isZero = b.Equal(divisor, b.Float(0));
        ShaderValue safe = b.Select(isZero, b.Float(1), divisor);
        return b.Select(isZero, b.Multiply(a, b.Reciprocal(divisor)), b.Divide(a, safe));
    }
}
