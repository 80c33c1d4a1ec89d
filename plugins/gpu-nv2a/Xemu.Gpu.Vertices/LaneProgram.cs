using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Vertices;

/// <summary>A compiled vertex program: runs on sixteen vertices at a time, each number of which is a vector, and gives what <see cref="VertexInterpreter"/> gives.</summary>
/// <remarks>What comes of constants alone is computed once a draw. It is used by one thread.</remarks>
internal sealed class LaneProgram
{
    /// <summary>Vertices that run together.</summary>
    public const int LaneCount = 16;

    private const int WordsOfVertex = DrawCall.AttributeCount * 4;

    private readonly LaneStep[] _common;
    private readonly LaneStep[] _steps;
    private readonly LaneOutput[] _commonOutputs;
    private readonly LaneOutput[] _outputs;
    private readonly Vector512<float>[] _file;
    private readonly VertexResult[] _results = new VertexResult[LaneCount];
    private Vector4[] _constants = [];

    /// <summary>Makes a program.</summary>
    /// <param name="numbers">The numbers, each behind its operands.</param>
    /// <param name="outputs">What goes out.</param>
    public LaneProgram(ReadOnlySpan<LaneInstruction> numbers, IReadOnlyList<LaneOutput> outputs)
    {
        var plan = new LanePlan(numbers, outputs);
        (_common, _steps, _file) = ([.. plan.Common], [.. plan.Steps], new Vector512<float>[plan.PlaceCount]);
        _commonOutputs = [.. outputs.Where(plan.IsCommon).Select(plan.Placed)];
        _outputs = [.. outputs.Where(output => !plan.IsCommon(output)).Select(plan.Placed)];
    }

    /// <summary>Begins a draw.</summary>
    /// <param name="constants">The constants.</param>
    /// <param name="before">What the results are before; those that are not written stay so.</param>
    public void Begin(Vector4[] constants, ReadOnlySpan<Vector4> before)
    {
        _constants = constants;
        foreach (ref VertexResult result in _results.AsSpan())
        {
            before.CopyTo(result);
        }

        Execute(_common, []);
        Store(_commonOutputs);
    }

    /// <summary>Runs on vertices.</summary>
    /// <param name="vertices">The attributes of sixteen vertices at most.</param>
    /// <returns>The results, until the next run.</returns>
    public ReadOnlySpan<VertexResult> Run(ReadOnlySpan<Vector4> vertices)
    {
        Execute(_steps, MemoryMarshal.Cast<Vector4, float>(vertices));
        Store(_outputs);
        return _results.AsSpan(0, vertices.Length / DrawCall.AttributeCount);
    }

    private void Execute(LaneStep[] steps, ReadOnlySpan<float> vertices)
    {
        foreach (ref readonly LaneStep step in steps.AsSpan())
        {
            _file[step.Place] = step.Number.OperandCount == 0 || step.Number.Operation == LaneOperation.RelativeConstant
                ? Load(step.Number, vertices)
                : Compute(step.Number);
        }
    }

    private Vector512<float> Load(in LaneInstruction i, ReadOnlySpan<float> vertices) => i.Operation switch
    {
        LaneOperation.Input => Gather(vertices, (i.A * 4) + i.B),
        LaneOperation.Constant => Vector512.Create(_constants[i.A][i.B]),
        LaneOperation.Before => Vector512.Create(_results[0][i.A][i.B]),
        LaneOperation.RelativeConstant => Relative(Read(i.A), i.B, i.C),
        LaneOperation.One => Vector512<float>.One,
        LaneOperation.Nothing => Vector512.Create(Nv2aFloat.Nothing),
        _ => Vector512<float>.Zero,
    };

    private Vector512<float> Compute(in LaneInstruction i) => i.Operation switch
    {
        LaneOperation.Multiply => LaneFloat.Multiply(Read(i.A), Read(i.B)),
        LaneOperation.Sum2 => LaneFloat.Sum(Read(i.A), Read(i.B)),
        LaneOperation.Sum4 => LaneFloat.Sum(Read(i.A), Read(i.B), Read(i.C), Read(i.D)),
        LaneOperation.Minimum => Vector512.ConditionalSelect(LaneFloat.IsLess(Read(i.A), Read(i.B)), Read(i.A), Read(i.B)),
        LaneOperation.Maximum => Vector512.ConditionalSelect(LaneFloat.IsLess(Read(i.B), Read(i.A)), Read(i.A), Read(i.B)),
        LaneOperation.SetLess => LaneFloat.IsLess(Read(i.A), Read(i.B)) & Vector512<float>.One,
        LaneOperation.SetGreaterOrEqual => Vector512.AndNot(Vector512<float>.One, LaneFloat.IsLess(Read(i.A), Read(i.B))),
        LaneOperation.Reciprocal => LaneFloat.Reciprocal(Read(i.A)),
        LaneOperation.ReciprocalClamped => LaneFloat.ReciprocalClamped(Read(i.A)),
        LaneOperation.ReciprocalSquareRoot => LaneFloat.ReciprocalSquareRoot(Read(i.A)),
        LaneOperation.Specular => Specular(Read(i.A), Read(i.B), Read(i.C)),
        _ => Each(Read(i.A), FunctionOf(i.Operation)),
    };

    private static Func<float, float> FunctionOf(LaneOperation operation) => operation switch
    {
        LaneOperation.Address => ScalarFunctions.Address,
        LaneOperation.WholePower => ScalarFunctions.WholePower,
        LaneOperation.Fraction => ScalarFunctions.Fraction,
        LaneOperation.Power => ScalarFunctions.Power,
        LaneOperation.Exponent => ScalarFunctions.Exponent,
        LaneOperation.Mantissa => ScalarFunctions.Mantissa,
        LaneOperation.Logarithm => ScalarFunctions.Logarithm,
        _ => ScalarFunctions.Diffuse,
    };

    private static Vector512<float> Each(Vector512<float> x, Func<float, float> function)
    {
        Span<float> lanes = stackalloc float[LaneCount];
        for (int i = 0; i < LaneCount; i++)
        {
            lanes[i] = function(x[i]);
        }

        return Vector512.Create<float>(lanes);
    }

    private static Vector512<float> Specular(Vector512<float> x, Vector512<float> y, Vector512<float> power)
    {
        Span<float> lanes = stackalloc float[LaneCount];
        for (int i = 0; i < LaneCount; i++)
        {
            lanes[i] = ScalarFunctions.Specular(x[i], y[i], power[i]);
        }

        return Vector512.Create<float>(lanes);
    }

    private Vector512<float> Relative(Vector512<float> address, int offset, int component)
    {
        Span<float> lanes = stackalloc float[LaneCount];
        for (int i = 0; i < LaneCount; i++)
        {
            int index = offset + (int)address[i];
            lanes[i] = (uint)index < DrawCall.AddressableConstantCount ? _constants[index][component] : 0;
        }

        return Vector512.Create<float>(lanes);
    }

    /// <summary>A word of each vertex; lanes without a vertex are 0.</summary>
    private static Vector512<float> Gather(ReadOnlySpan<float> vertices, int word)
    {
        Span<float> lanes = stackalloc float[LaneCount];
        for (int i = 0; i < lanes.Length && word < vertices.Length; i++)
        {
            lanes[i] = vertices[word];
            word += WordsOfVertex;
        }

        return Vector512.Create<float>(lanes);
    }

    private Vector512<float> Read(int operand)
    {
        Vector512<float> value = _file[operand >> 1];
        return (operand & 1) == 0 ? value : value ^ Vector512.Create(-0f);
    }

    private void Store(LaneOutput[] outputs)
    {
        Span<float> words = MemoryMarshal.Cast<VertexResult, float>(_results.AsSpan());
        Span<float> lanes = stackalloc float[LaneCount];
        foreach (ref readonly LaneOutput output in outputs.AsSpan())
        {
            Read(output.Operand).CopyTo(lanes);
            int word = output.Index;
            foreach (float value in lanes)
            {
                words[word] = value;
                word += WordsOfVertex;
            }
        }
    }
}
