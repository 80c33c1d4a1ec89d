using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Sample.Renderer.Wireframe;

/// <summary>Runs vertex programs: straight code on registers of four components, which are new for each vertex.</summary>
public sealed class VertexRunner
{
    private Vector4[] _temporaries = [];
    private Vector4 _position;
    private int _address;

    /// <summary>Where a vertex lies in the picture, in pixels.</summary>
    public Vector4 Position(DrawCall call, int vertex)
    {
        if (_temporaries.Length < call.VertexProgram.TemporaryCount)
        {
            _temporaries = new Vector4[call.VertexProgram.TemporaryCount];
        }

        Array.Clear(_temporaries);
        _address = 0;
        _position = call.VertexOutputs[(int)VertexOutput.Position];
        foreach (VertexInstruction i in call.VertexProgram.Code)
        {
            Vector4 a = Read(call, vertex, i.A);
            Vector4 b = Read(call, vertex, i.B);
            Vector4 c = Read(call, vertex, i.C);
            if (i.Operation == VertexOperation.MoveAddress)
            {
                _address = (int)MathF.Floor(a.X);
                continue;
            }

            Vector4 result = Compute(i.Operation, a, b, c);
            if (i.Destination == VertexRegister.Temporary)
            {
                Write(ref _temporaries[i.Index], result, i.Mask);
            }
            else if (i.Destination == VertexRegister.Output && i.Index == (int)VertexOutput.Position)
            {
                Write(ref _position, result, i.Mask);
            }
        }

        return _position;
    }

    private static Vector4 Compute(VertexOperation operation, Vector4 a, Vector4 b, Vector4 c) => operation switch
    {
        VertexOperation.Move => a,
        VertexOperation.Multiply => a * b,
        VertexOperation.Add => a + c,
        VertexOperation.MultiplyAdd => (a * b) + c,
        VertexOperation.Dot3 => new Vector4((a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z)),
        VertexOperation.DotHomogeneous => new Vector4((a.X * b.X) + (a.Y * b.Y) + (a.Z * b.Z) + b.W),
        VertexOperation.Dot4 => new Vector4(Vector4.Dot(a, b)),
        VertexOperation.Distance => new Vector4(1, a.Y * b.Y, a.Z, b.W),
        VertexOperation.Minimum => Vector4.Min(a, b),
        VertexOperation.Maximum => Vector4.Max(a, b),
        VertexOperation.SetLess => Select(a, b, static (x, y) => x < y),
        VertexOperation.SetGreaterOrEqual => Select(a, b, static (x, y) => x >= y),
        VertexOperation.Reciprocal => new Vector4(1 / c.X),
        VertexOperation.ReciprocalClamped => new Vector4(MathF.CopySign(Math.Clamp(MathF.Abs(1 / c.X), 5.421011e-20f, 1.8446744e19f), c.X)),
        VertexOperation.ReciprocalSquareRoot => new Vector4(1 / MathF.Sqrt(MathF.Abs(c.X))),
        VertexOperation.Exponent => new Vector4(float.Exp2(MathF.Floor(c.X)), c.X - MathF.Floor(c.X), float.Exp2(c.X), 1),
        VertexOperation.Logarithm => new Vector4(MathF.Floor(MathF.Log2(MathF.Abs(c.X))), 1, MathF.Log2(MathF.Abs(c.X)), 1),

        // Lighting is of no use for edges.
        _ => Vector4.One,
    };

    private static Vector4 Select(Vector4 a, Vector4 b, Func<float, float, bool> test) =>
        new(test(a.X, b.X) ? 1 : 0, test(a.Y, b.Y) ? 1 : 0, test(a.Z, b.Z) ? 1 : 0, test(a.W, b.W) ? 1 : 0);

    private static void Write(ref Vector4 target, Vector4 value, byte mask)
    {
        for (int i = 0; i < 4; i++)
        {
            if (((mask >> i) & 1) != 0)
            {
                target[i] = value[i];
            }
        }
    }

    private Vector4 Read(DrawCall call, int vertex, VertexSource source)
    {
        Vector4 value = source.Register switch
        {
            VertexRegister.Input => call.Vertices[(vertex * DrawCall.AttributeCount) + source.Index],
            VertexRegister.Constant => Constant(call, source),
            VertexRegister.Temporary => source.Index < _temporaries.Length ? _temporaries[source.Index] : Vector4.Zero,

            // Of the results the position alone can be read back.
            _ => _position,
        };
        var swizzled = new Vector4(value[source.Swizzle & 3], value[(source.Swizzle >> 2) & 3], value[(source.Swizzle >> 4) & 3], value[(source.Swizzle >> 6) & 3]);
        return source.IsNegated ? -swizzled : swizzled;
    }

    private Vector4 Constant(DrawCall call, VertexSource source)
    {
        int index = source.Index + (source.IsRelative ? _address : 0);
        int count = source.IsRelative ? DrawCall.AddressableConstantCount : DrawCall.VertexConstantCount;
        return index >= 0 && index < count ? call.VertexConstants[index] : Vector4.Zero;
    }
}
