using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates a vertex program: straight code, so that every register is a value.</summary>
/// <param name="b">Where the code goes.</param>
/// <param name="attribute">Gives an attribute.</param>
internal sealed class VertexTranslator(ShaderBuilder b, Func<int, ShaderValue> attribute)
{
    private const int OutputCount = 16;

    private readonly Dictionary<int, ShaderValue> _attributes = [];
    private readonly Dictionary<int, ShaderValue> _constants = [];
    private readonly SortedDictionary<int, ShaderValue> _writtenConstants = [];
    private readonly ShaderValue[] _outputs = new ShaderValue[OutputCount];
    private ShaderValue[] _temporaries = [];
    private ShaderValue _address;

    /// <summary>Translates.</summary>
    /// <param name="program">The program. Its constants are the first of the uniform block, and what its outputs are before stands there too.</param>
    /// <returns>Its 16 outputs.</returns>
    /// <remarks>A constant that the program writes holds for the rest of the same vertex; it is not carried to the next one.</remarks>
    public ReadOnlySpan<ShaderValue> Translate(VertexProgram program)
    {
        for (int i = 0; i < OutputCount; i++)
        {
            _outputs[i] = b.LoadUniformFloats(ShaderInterface.Outputs + i);
        }

        _temporaries = new ShaderValue[program.TemporaryCount];
        Array.Fill(_temporaries, b.Vector(Vector4.Zero));
        _address = b.Int(0);
        foreach (ref readonly VertexInstruction instruction in program.Code.AsSpan())
        {
            if (instruction.Operation == VertexOperation.MoveAddress)
            {
                _address = Address(b.Extract(Read(instruction.A), 0));
            }
            else
            {
                Write(instruction, Compute(instruction));
            }
        }

        return _outputs;
    }

    private ShaderValue Address(ShaderValue x)
    {
        ShaderValue whole = b.Clamp(b.Floor(x), b.Float(-4096), b.Float(4096));
        return b.Convert(b.Select(b.IsNaN(x), b.Float(0), whole), ShaderScalar.Int);
    }

    private ShaderValue Compute(in VertexInstruction i)
    {
        switch (i.Operation)
        {
            case VertexOperation.Move:
                return Read(i.A);
            case VertexOperation.Multiply:
                return Product(i);
            case VertexOperation.Add:
                return b.ChipSum(Read(i.A), Read(i.C));
            case VertexOperation.MultiplyAdd:
                return b.ChipSum(Product(i), Read(i.C));
            case VertexOperation.Dot3:
                return b.Spread(Dot(Product(i)), 4);
            case VertexOperation.DotHomogeneous:
                return b.Spread(Dot(Product(i), b.Extract(Read(i.B), 3)), 4);
            case VertexOperation.Dot4:
                return b.Spread(Dot4(Product(i)), 4);
            case VertexOperation.Distance:
                return Distance(Read(i.A), Read(i.B));
            case VertexOperation.Minimum:
                return b.ChipMinimum(Read(i.A), Read(i.B));
            case VertexOperation.Maximum:
                return b.ChipMaximum(Read(i.A), Read(i.B));
            case VertexOperation.SetLess:
                return b.Select(b.ChipLess(Read(i.A), Read(i.B)), b.Float(1), b.Spread(b.Float(0), 4));
            case VertexOperation.SetGreaterOrEqual:
                return b.Select(b.ChipLess(Read(i.A), Read(i.B)), b.Float(0), b.Spread(b.Float(1), 4));
            default:
                return ComputeScalar(i.Operation, Read(i.C));
        }
    }

    private ShaderValue ComputeScalar(VertexOperation operation, ShaderValue c)
    {
        ShaderValue x = b.Extract(c, 0);
        return operation switch
        {
            VertexOperation.Reciprocal => b.Spread(b.ChipReciprocal(x), 4),
            VertexOperation.ReciprocalClamped => b.Spread(b.ReciprocalClamped(x), 4),
            VertexOperation.ReciprocalSquareRoot => b.Spread(b.ReciprocalSquareRoot(x), 4),
            VertexOperation.Exponent => Exponent(x),
            VertexOperation.Logarithm => b.ChipLogarithm(x),
            VertexOperation.Lit => Lit(c),
            _ => b.Vector(Vector4.Zero),
        };
    }

    private ShaderValue Product(in VertexInstruction i) => b.ChipMultiply(Read(i.A), Read(i.B));

    private ShaderValue Dot(ShaderValue product, params ReadOnlySpan<ShaderValue> more) =>
        b.ChipSum([b.Extract(product, 0), b.Extract(product, 1), b.Extract(product, 2), .. more]);

    private ShaderValue Dot4(ShaderValue product) => Dot(product, b.Extract(product, 3));

    private ShaderValue Distance(ShaderValue a, ShaderValue c) =>
        b.Construct(b.Float(1), b.ChipMultiply(b.Extract(a, 1), b.Extract(c, 1)), b.Extract(a, 2), b.Extract(c, 3));

    private ShaderValue Exponent(ShaderValue x)
    {
        ShaderValue whole = b.Floor(x);
        return b.Construct(b.WholePowerOfTwo(whole), b.Subtract(x, whole), b.PowerOfTwo(x), b.Float(1));
    }

    private ShaderValue Lit(ShaderValue c)
    {
        // The power is kept within what an eight-bit fixed-point number holds. Source: NV_vertex_program, LIT.
        ShaderValue power = b.Clamp(b.Extract(c, 3), b.Float(-127.99609f), b.Float(127.99609f));
        ShaderValue zero = b.Float(0);
        ShaderValue diffuse = b.Positive(b.Extract(c, 0));
        ShaderValue isLit = b.LogicalAnd(b.Less(zero, b.Extract(c, 0)), b.Less(zero, b.Extract(c, 1)));
        ShaderValue specular = b.Power(b.Select(isLit, b.Extract(c, 1), b.Float(1)), power);
        return b.Construct(b.Float(1), diffuse, b.Select(isLit, specular, zero), b.Float(1));
    }

    private ShaderValue Read(VertexSource source)
    {
        ShaderValue value = source.Register switch
        {
            VertexRegister.Input => Attribute(source.Index & 15),
            VertexRegister.Temporary => _temporaries[source.Index],
            VertexRegister.Output => _outputs[source.Index & 15],
            _ when source.IsRelative => RelativeConstant(source.Index),
            _ => Constant(source.Index),
        };
        value = source.Swizzle == VertexSource.Xyzw ? value : b.Shuffle(value, source.Swizzle);
        return source.IsNegated ? b.Negate(value) : value;
    }

    private ShaderValue Attribute(int index)
    {
        ref ShaderValue value = ref CollectionsMarshal.GetValueRefOrAddDefault(_attributes, index, out bool exists);
        return exists ? value : value = attribute(index);
    }

    private ShaderValue Constant(int index)
    {
        if (_writtenConstants.TryGetValue(index, out ShaderValue written))
        {
            return written;
        }

        if ((uint)index >= DrawCall.VertexConstantCount)
        {
            return b.Vector(Vector4.Zero);
        }

        ref ShaderValue value = ref CollectionsMarshal.GetValueRefOrAddDefault(_constants, index, out bool exists);
        return exists ? value : value = b.LoadUniformFloats(index);
    }

    private ShaderValue RelativeConstant(int offset)
    {
        ShaderValue index = b.Add(_address, b.Int(offset));
        ShaderValue isInside = b.LogicalAnd(b.LessOrEqual(b.Int(0), index), b.Less(index, b.Int(DrawCall.AddressableConstantCount)));
        ShaderValue value = b.Reinterpret(b.LoadUniform(b.Select(isInside, index, b.Int(0))), ShaderScalar.Float);
        foreach ((int written, ShaderValue constant) in _writtenConstants)
        {
            value = b.Select(b.Equal(index, b.Int(written)), constant, value);
        }

        return b.Select(isInside, value, b.Float(0));
    }

    private void Write(in VertexInstruction instruction, ShaderValue value)
    {
        switch (instruction.Destination)
        {
            case VertexRegister.Temporary:
                _temporaries[instruction.Index] = Merge(_temporaries[instruction.Index], value, instruction.Mask);
                break;
            case VertexRegister.Output:
                _outputs[instruction.Index & 15] = Merge(_outputs[instruction.Index & 15], value, instruction.Mask);
                break;
            case VertexRegister.Constant when (uint)instruction.Index < DrawCall.VertexConstantCount:
                _writtenConstants[instruction.Index] = Merge(Constant(instruction.Index), value, instruction.Mask);
                break;
        }
    }

    private ShaderValue Merge(ShaderValue old, ShaderValue value, int mask)
    {
        if ((mask & 15) == 15)
        {
            return value;
        }

        Span<ShaderValue> parts = stackalloc ShaderValue[4];
        for (int i = 0; i < 4; i++)
        {
            parts[i] = b.Extract((mask & (1 << i)) != 0 ? value : old, i);
        }

        return b.Construct(parts);
    }
}
