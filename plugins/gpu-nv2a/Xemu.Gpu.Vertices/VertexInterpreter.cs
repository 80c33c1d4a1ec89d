using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>Runs vertex programs instruction by instruction: those that write constants, and single vertices; <see cref="LaneProgram"/> runs the others.</summary>
internal sealed class VertexInterpreter
{
    private readonly Vector4[] _temporaries = new Vector4[64];
    private int _address;

    /// <summary>Runs a program on one vertex.</summary>
    /// <param name="program">The program.</param>
    /// <param name="inputs">The 16 attributes.</param>
    /// <param name="constants">The constants.</param>
    /// <param name="result">Receives the outputs; those that are not written stay.</param>
    public void Run(VertexProgram program, ReadOnlySpan<Vector4> inputs, Span<Vector4> constants, ref VertexResult result)
    {
        _temporaries.AsSpan(0, Math.Min(program.TemporaryCount, _temporaries.Length)).Clear();
        _address = 0;
        foreach (ref readonly VertexInstruction instruction in program.Code.AsSpan())
        {
            Vector4 a = Read(instruction.A, inputs, constants, ref result);
            if (instruction.Operation == VertexOperation.MoveAddress)
            {
                _address = (int)ScalarFunctions.Address(a.X);
                continue;
            }

            Vector4 b = Read(instruction.B, inputs, constants, ref result);
            Vector4 c = Read(instruction.C, inputs, constants, ref result);
            Vector4 value = Compute(instruction.Operation, a, b, c);
            Write(instruction, value, constants, ref result);
        }
    }

    private static Vector4 Compute(VertexOperation operation, Vector4 a, Vector4 b, Vector4 c) => operation switch
    {
        VertexOperation.Move => a,
        VertexOperation.Multiply => Nv2aFloat.Multiply(a, b),
        VertexOperation.Add => Nv2aFloat.Add(a, c),
        VertexOperation.MultiplyAdd => Nv2aFloat.Add(Nv2aFloat.Multiply(a, b), c),
        VertexOperation.Dot3 => Dot(Nv2aFloat.Multiply(a, b), Nv2aFloat.Nothing),
        VertexOperation.DotHomogeneous => Dot(Nv2aFloat.Multiply(a, b), b.W),
        VertexOperation.Dot4 => Dot4(Nv2aFloat.Multiply(a, b)),
        VertexOperation.Distance => new Vector4(1, Nv2aFloat.Multiply(a.Y, b.Y), a.Z, b.W),
        VertexOperation.Minimum => Least(a, b),
        VertexOperation.Maximum => Greatest(a, b),
        VertexOperation.SetLess => Select(a, b, Nv2aFloat.IsLess),
        VertexOperation.SetGreaterOrEqual => Select(a, b, static (x, y) => !Nv2aFloat.IsLess(x, y)),
        VertexOperation.Reciprocal => new Vector4(Nv2aFloat.Reciprocal(c.X)),
        VertexOperation.ReciprocalClamped => new Vector4(Nv2aFloat.ReciprocalClamped(c.X)),
        VertexOperation.ReciprocalSquareRoot => new Vector4(Nv2aFloat.ReciprocalSquareRoot(c.X)),
        VertexOperation.Exponent => Exponent(c.X),
        VertexOperation.Logarithm => Logarithm(c.X),
        VertexOperation.Lit => Lit(c),
        _ => default,
    };

    private static Vector4 Dot(Vector4 product, float more) => new(Nv2aFloat.Sum(product.X, product.Y, product.Z, more));

    private static Vector4 Dot4(Vector4 product) => Dot(product, product.W);

    private static Vector4 Least(Vector4 a, Vector4 b) => new(
        Least(a.X, b.X), Least(a.Y, b.Y), Least(a.Z, b.Z), Least(a.W, b.W));

    private static float Least(float a, float b) => Nv2aFloat.IsLess(a, b) ? a : b;

    private static Vector4 Greatest(Vector4 a, Vector4 b) => new(
        Greatest(a.X, b.X), Greatest(a.Y, b.Y), Greatest(a.Z, b.Z), Greatest(a.W, b.W));

    private static float Greatest(float a, float b) => Nv2aFloat.IsLess(b, a) ? a : b;

    private static Vector4 Select(Vector4 a, Vector4 b, Func<float, float, bool> test) => new(
        test(a.X, b.X) ? 1 : 0, test(a.Y, b.Y) ? 1 : 0, test(a.Z, b.Z) ? 1 : 0, test(a.W, b.W) ? 1 : 0);

    private static Vector4 Exponent(float x) => new(ScalarFunctions.WholePower(x), ScalarFunctions.Fraction(x), ScalarFunctions.Power(x), 1);

    private static Vector4 Logarithm(float x) => new(ScalarFunctions.Exponent(x), ScalarFunctions.Mantissa(x), ScalarFunctions.Logarithm(x), 1);

    private static Vector4 Lit(Vector4 c) => new(1, ScalarFunctions.Diffuse(c.X), ScalarFunctions.Specular(c.X, c.Y, c.W), 1);

    private Vector4 Read(VertexSource source, ReadOnlySpan<Vector4> inputs, Span<Vector4> constants, ref VertexResult result)
    {
        Vector4 value = source.Register switch
        {
            VertexRegister.Input => inputs[source.Index & 15],
            VertexRegister.Temporary => _temporaries[source.Index & 63],
            VertexRegister.Output => result[source.Index & 15],
            _ when source.IsRelative => Constant(source.Index + _address, constants[..DrawCall.AddressableConstantCount]),
            _ => Constant(source.Index, constants),
        };
        if (source.Swizzle != VertexSource.Xyzw)
        {
            int swizzle = source.Swizzle;
            value = new Vector4(value[swizzle & 3], value[(swizzle >> 2) & 3], value[(swizzle >> 4) & 3], value[swizzle >> 6]);
        }

        return source.IsNegated ? -value : value;
    }

    private static Vector4 Constant(int index, ReadOnlySpan<Vector4> constants) =>
        (uint)index < (uint)constants.Length ? constants[index] : Vector4.Zero;

    private void Write(in VertexInstruction instruction, Vector4 value, Span<Vector4> constants, ref VertexResult result)
    {
        switch (instruction.Destination)
        {
            case VertexRegister.Temporary:
                Merge(ref _temporaries[instruction.Index & 63], value, instruction.Mask);
                break;
            case VertexRegister.Output:
                Merge(ref result[instruction.Index & 15], value, instruction.Mask);
                break;
            case VertexRegister.Constant when (uint)instruction.Index < (uint)constants.Length:
                Merge(ref constants[instruction.Index], value, instruction.Mask);
                break;
        }
    }

    private static void Merge(ref Vector4 target, Vector4 value, int mask)
    {
        if (mask == 15)
        {
            target = value;
            return;
        }

        target = new Vector4(
            (mask & 1) != 0 ? value.X : target.X,
            (mask & 2) != 0 ? value.Y : target.Y,
            (mask & 4) != 0 ? value.Z : target.Z,
            (mask & 8) != 0 ? value.W : target.W);
    }
}
