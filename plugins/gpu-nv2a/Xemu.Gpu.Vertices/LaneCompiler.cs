using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>
/// Takes a vertex program apart into numbers: what is only moved, swizzled, negated or masked costs nothing, what is computed twice is computed once, and what
/// no result needs is not computed.
/// </summary>
internal sealed class LaneCompiler
{
    private const int OutputCount = 16;

    private readonly List<LaneInstruction> _numbers = [];
    private readonly Dictionary<LaneInstruction, int> _known = [];
    private readonly int[] _temporaries = new int[64 * 4];
    private readonly int[] _outputs = new int[OutputCount * 4];
    private int _address;

    private LaneCompiler()
    {
        Array.Fill(_temporaries, Number(LaneOperation.Zero));
        _address = Number(LaneOperation.Zero);
        for (int i = 0; i < _outputs.Length; i++)
        {
            _outputs[i] = Number(LaneOperation.Before, i / 4, i % 4);
        }
    }

    /// <summary>Compiles.</summary>
    /// <param name="program">A program that writes no constants.</param>
    public static LaneProgram Compile(VertexProgram program)
    {
        var compiler = new LaneCompiler();
        foreach (ref readonly VertexInstruction instruction in program.Code.AsSpan())
        {
            compiler.Add(instruction);
        }

        return new LaneProgram([.. compiler._numbers], compiler.Results());
    }

    private List<LaneOutput> Results()
    {
        var results = new List<LaneOutput>();
        for (int i = 0; i < _outputs.Length; i++)
        {
            if (_outputs[i] != Number(LaneOperation.Before, i / 4, i % 4))
            {
                results.Add(new LaneOutput(i, _outputs[i]));
            }
        }

        return results;
    }

    private void Add(in VertexInstruction instruction)
    {
        Span<int> value = stackalloc int[4];
        if (instruction.Operation == VertexOperation.MoveAddress)
        {
            _address = Number(LaneOperation.Address, Read(instruction.A, 0));
            return;
        }

        for (int i = 0; i < 4; i++)
        {
            if ((instruction.Mask & (1 << i)) != 0)
            {
                value[i] = Compute(instruction, i);
            }
        }

        Span<int> target = instruction.Destination == VertexRegister.Temporary
            ? _temporaries.AsSpan((instruction.Index & 63) * 4, 4)
            : _outputs.AsSpan((instruction.Index & 15) * 4, 4);
        for (int i = 0; i < 4; i++)
        {
            if ((instruction.Mask & (1 << i)) != 0)
            {
                target[i] = value[i];
            }
        }
    }

    private int Compute(in VertexInstruction i, int component) => i.Operation switch
    {
        VertexOperation.Move => Read(i.A, component),
        VertexOperation.Multiply => Product(i, component),
        VertexOperation.Add => Number(LaneOperation.Sum2, Read(i.A, component), Read(i.C, component)),
        VertexOperation.MultiplyAdd => Number(LaneOperation.Sum2, Product(i, component), Read(i.C, component)),
        VertexOperation.Dot3 => Dot(i, Number(LaneOperation.Nothing)),
        VertexOperation.DotHomogeneous => Dot(i, Read(i.B, 3)),
        VertexOperation.Dot4 => Dot(i, Product(i, 3)),
        VertexOperation.Distance => Distance(i, component),
        VertexOperation.Minimum => Number(LaneOperation.Minimum, Read(i.A, component), Read(i.B, component)),
        VertexOperation.Maximum => Number(LaneOperation.Maximum, Read(i.A, component), Read(i.B, component)),
        VertexOperation.SetLess => Number(LaneOperation.SetLess, Read(i.A, component), Read(i.B, component)),
        VertexOperation.SetGreaterOrEqual => Number(LaneOperation.SetGreaterOrEqual, Read(i.A, component), Read(i.B, component)),
        VertexOperation.Reciprocal => Number(LaneOperation.Reciprocal, Read(i.C, 0)),
        VertexOperation.ReciprocalClamped => Number(LaneOperation.ReciprocalClamped, Read(i.C, 0)),
        VertexOperation.ReciprocalSquareRoot => Number(LaneOperation.ReciprocalSquareRoot, Read(i.C, 0)),
        VertexOperation.Exponent => Part(i, component, LaneOperation.WholePower, LaneOperation.Fraction, LaneOperation.Power),
        VertexOperation.Logarithm => Part(i, component, LaneOperation.Exponent, LaneOperation.Mantissa, LaneOperation.Logarithm),
        VertexOperation.Lit => Lit(i, component),
        _ => Number(LaneOperation.Zero),
    };

    private int Product(in VertexInstruction i, int component) => Number(LaneOperation.Multiply, Read(i.A, component), Read(i.B, component));

    private int Dot(in VertexInstruction i, int more) => Number(LaneOperation.Sum4, Product(i, 0), Product(i, 1), Product(i, 2), more);

    private int Distance(in VertexInstruction i, int component) => component switch
    {
        0 => Number(LaneOperation.One),
        1 => Product(i, 1),
        2 => Read(i.A, 2),
        _ => Read(i.B, 3),
    };

    private int Part(in VertexInstruction i, int component, LaneOperation x, LaneOperation y, LaneOperation z) => component switch
    {
        0 => Number(x, Read(i.C, 0)),
        1 => Number(y, Read(i.C, 0)),
        2 => Number(z, Read(i.C, 0)),
        _ => Number(LaneOperation.One),
    };

    private int Lit(in VertexInstruction i, int component) => component switch
    {
        1 => Number(LaneOperation.Diffuse, Read(i.C, 0)),
        2 => Number(LaneOperation.Specular, Read(i.C, 0), Read(i.C, 1), Read(i.C, 3)),
        _ => Number(LaneOperation.One),
    };

    /// <summary>A component of a source, behind swizzle and sign.</summary>
    private int Read(VertexSource source, int component)
    {
        component = (source.Swizzle >> (2 * component)) & 3;
        int value = source.Register switch
        {
            VertexRegister.Input => Number(LaneOperation.Input, source.Index & 15, component),
            VertexRegister.Temporary => _temporaries[((source.Index & 63) * 4) + component],
            VertexRegister.Output => _outputs[((source.Index & 15) * 4) + component],
            _ when source.IsRelative => Number(LaneOperation.RelativeConstant, _address, source.Index, component),
            _ when (uint)source.Index < DrawCall.VertexConstantCount => Number(LaneOperation.Constant, source.Index, component),
            _ => Number(LaneOperation.Zero),
        };
        return source.IsNegated ? value ^ 1 : value;
    }

    /// <summary>The operand for a number, a new one or one that is there.</summary>
    private int Number(LaneOperation operation, int a = 0, int b = 0, int c = 0, int d = 0)
    {
        var number = new LaneInstruction(operation, a, b, c, d);
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, number, out bool isKnown);
        if (!isKnown)
        {
            index = _numbers.Count;
            _numbers.Add(number);
        }

        return index << 1;
    }
}
