using Xemu.Abstractions.Graphics;
using static Xemu.Gpu.Nv2a.VertexCode;

namespace Xemu.Gpu.Nv2a;

/// <summary>Writes what point parameters make of the distance from the eye.</summary>
/// <remarks>
/// size = 1 / √(a + b·d + c·d²), in the range that the others give (EXT_point_parameters; xboxdevwiki). The root is read from a table: of its argument
/// only six bits of mantissa count, which stand for the middle between them and the next ones, and the result has seven bits; what is finer is cut off. So
/// 1 / √4 is 127/256. Derived from 1,290 points of the console (nxdk_pgraph_tests, "Point params": all come out; 30 did not with an exact root).
/// </remarks>
internal static class FixedPoints
{
    /// <summary>Writes the point's size.</summary>
    /// <param name="code">To here.</param>
    /// <param name="eye">The vertex before the eye.</param>
    public static void Write(VertexCode code, VertexSource eye)
    {
        VertexSource first = Constant(FixedConstants.PointParameters);
        VertexSource second = Constant(FixedConstants.PointParameters + 1);
        VertexSource most = Splat(Constant(FixedConstants.Numbers), 2);
        VertexSource distance = code.Temporary();
        VertexSource size = code.Temporary();
        code.Dot3(size, All, eye, eye);
        code.Scalar(VertexOperation.ReciprocalSquareRoot, distance, All, size);
        code.Scalar(VertexOperation.Reciprocal, distance, All, distance);
        code.MultiplyAdd(size, All, size, Splat(first, 2), Splat(first, 0));
        code.MultiplyAdd(size, All, distance, Splat(first, 1), size);
        Root(code, size);
        code.Add(size, All, size, Splat(second, 2));
        code.Emit(VertexOperation.Minimum, distance, All, Splat(second, 3), most, most);
        VertexSource highest = code.Temporary();
        VertexSource scaled = code.Temporary();
        code.Add(highest, All, Splat(first, 3), distance);
        code.Emit(VertexOperation.Minimum, highest, All, highest, most, most);
        code.MultiplyAdd(scaled, All, size, Splat(first, 3), distance);
        code.Emit(VertexOperation.Minimum, scaled, All, scaled, highest, highest);
        code.Emit(VertexOperation.Maximum, Output(VertexOutput.PointSize), X, scaled, distance, distance);
    }

    /// <summary>x = 1 / √x by the table, in all components; 0 counts as the smallest number.</summary>
    private static void Root(VertexCode code, VertexSource x)
    {
        VertexSource numbers = Constant(FixedConstants.RootTable);
        VertexSource parts = code.Temporary();
        VertexSource scale = code.Temporary();
        VertexSource lost = code.Temporary();
        code.Emit(VertexOperation.Maximum, x, All, x, Splat(numbers, 3), Splat(numbers, 3));
        code.Scalar(VertexOperation.Logarithm, parts, X | Y, x);

        // The place in the table: 64 to 127, and a half, in y; lost.y is what it loses.
        code.Multiply(parts, Y, parts, Splat(numbers, 0));
        code.Scalar(VertexOperation.Exponent, lost, Y, Splat(parts, 1));
        code.Add(parts, Y, parts, Negate(lost));
        code.Add(parts, Y, parts, Splat(numbers, 1));

        // Half the exponent in x; where it is odd, lost.y is a half, and the place counts twice.
        code.Multiply(parts, X, parts, Splat(numbers, 1));
        code.Scalar(VertexOperation.Exponent, lost, Y, parts);
        code.MultiplyAdd(scale, X, Splat(lost, 1), Splat(Constant(FixedConstants.Numbers), 3), Splat(Constant(FixedConstants.Numbers), 1));
        code.Multiply(scale, X, scale, Splat(parts, 1));
        code.Add(parts, X, parts, Negate(Splat(lost, 1)));

        // 128 times the root of what is from 1 to 4, in y, cut off; then with its exponent.
        code.Scalar(VertexOperation.ReciprocalSquareRoot, parts, Y, scale);
        code.Multiply(parts, Y, parts, Splat(Constant(FixedConstants.Rounding), 1));
        code.Scalar(VertexOperation.Exponent, lost, Y, Splat(parts, 1));
        code.Add(parts, Y, parts, Negate(lost));
        code.Add(parts, X, Negate(parts), Splat(numbers, 2));
        code.Scalar(VertexOperation.Exponent, scale, X, parts);
        code.Multiply(x, All, Splat(parts, 1), Splat(scale, 0));
    }
}
