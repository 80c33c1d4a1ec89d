using System.Collections.Immutable;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Reads the transform program memory into the renderers' form.</summary>
/// <remarks>
/// An instruction drives two units at once, a vector unit (MAC) and a scalar one (ILU); both read before either writes. Each unit may write a
/// temporary, and one of both an output or a constant. Fields: envytools (NV20 vertex programs), and the public assembler of abaire/nv2a_vsh_asm.
/// </remarks>
internal static class TransformProgramDecoder
{
    /// <summary>Registers that only this decoder uses hold results until both units have read.</summary>
    private const short VectorResult = 12;
    private const short ScalarResult = 13;
    private const int TemporaryCount = 14;

    private static readonly VertexOperation[] VectorOperations =
    [
        default, VertexOperation.Move, VertexOperation.Multiply, VertexOperation.Add, VertexOperation.MultiplyAdd, VertexOperation.Dot3,
        VertexOperation.DotHomogeneous, VertexOperation.Dot4, VertexOperation.Distance, VertexOperation.Minimum, VertexOperation.Maximum,
        VertexOperation.SetLess, VertexOperation.SetGreaterOrEqual, VertexOperation.MoveAddress,
    ];

    private static readonly VertexOperation[] ScalarOperations =
    [
        default, VertexOperation.Move, VertexOperation.Reciprocal, VertexOperation.ReciprocalClamped, VertexOperation.ReciprocalSquareRoot,
        VertexOperation.Exponent, VertexOperation.Logarithm, VertexOperation.Lit,
    ];

    /// <summary>Decodes up to the instruction that is marked as the last, or to the end.</summary>
    /// <param name="memory">Four words an instruction, from the first one on.</param>
    /// <param name="traits">What else counts.</param>
    public static VertexProgram Decode(ReadOnlySpan<uint> memory, ProgramTraits traits)
    {
        ImmutableArray<VertexInstruction>.Builder code = ImmutableArray.CreateBuilder<VertexInstruction>();
        for (int i = 0; i < memory.Length / 4; i++)
        {
            var word = new MicroInstruction(memory[(i * 4) + 1], memory[(i * 4) + 2], memory[(i * 4) + 3]);
            Append(code, word, traits.HasFlag(ProgramTraits.WritesConstants));
            if (word.IsLast)
            {
                break;
            }
        }

        if (traits.HasFlag(ProgramTraits.HasRadialFog))
        {
            // The console's is not always the same; photographs show the thickest fog (nxdk_pgraph_tests, "Fog gen"). 1 / 0 within bounds is far enough.
            VertexSource zero = VertexCode.Splat(VertexCode.Constant(FixedConstants.Numbers), 0);
            code.Add(new(VertexOperation.ReciprocalClamped, VertexRegister.Output, (short)VertexOutput.Fog, 1, zero, zero, zero));
        }

        return new VertexProgram(code.ToImmutable(), TemporaryCount);
    }

    private static void Append(ImmutableArray<VertexInstruction>.Builder code, MicroInstruction word, bool writesConstants)
    {
        bool hasVector = word.VectorOperation is > 0 and <= 13;
        bool hasScalar = word.ScalarOperation != 0;
        VertexOperation vector = hasVector ? VectorOperations[word.VectorOperation] : default;
        if (hasVector && vector != VertexOperation.MoveAddress)
        {
            code.Add(new(vector, VertexRegister.Temporary, VectorResult, 15, word.A, word.B, word.C));
        }

        if (hasScalar)
        {
            code.Add(new(ScalarOperations[word.ScalarOperation], VertexRegister.Temporary, ScalarResult, 15, word.C, word.C, word.C));
        }

        if (vector == VertexOperation.MoveAddress)
        {
            code.Add(new(vector, VertexRegister.Temporary, 0, 0, word.A, word.A, word.A));
        }

        // Source: the OpenGL extension has one unit; that the scalar unit's temporary is R1 when both units work: nv2a_vsh_asm.
        Store(code, hasVector, VectorResult, VertexRegister.Temporary, word.TemporaryIndex, word.VectorMask);
        Store(code, hasScalar, ScalarResult, VertexRegister.Temporary, hasVector ? (short)1 : word.TemporaryIndex, word.ScalarMask);
        bool isScalarOut = word.IsScalarOutput;
        if (word.IsConstantOutput && (!writesConstants || word.OutputIndex >= DrawCall.AddressableConstantCount))
        {
            return;
        }

        Store(
            code,
            isScalarOut ? hasScalar : hasVector,
            isScalarOut ? ScalarResult : VectorResult,
            word.IsConstantOutput ? VertexRegister.Constant : VertexRegister.Output,
            word.OutputIndex,
            word.OutputMask);
    }

    private static void Store(ImmutableArray<VertexInstruction>.Builder code, bool isDone, short result, VertexRegister register, short index, byte mask)
    {
        if (!isDone || mask == 0)
        {
            return;
        }

        if (register == VertexRegister.Temporary && index == 12)
        {
            register = VertexRegister.Output;
            index = 0;
        }
        else if (register == VertexRegister.Temporary && index > 12)
        {
            return;
        }

        var source = new VertexSource(VertexRegister.Temporary, result);
        if (register == VertexRegister.Output && index == (short)VertexOutput.Fog)
        {
            // The fog coordinate is one number, the result's x, whichever components are named (nxdk_pgraph_tests, "Fog coord vec4").
            mask = 1;
        }

        code.Add(new(VertexOperation.Move, register, index, mask, source, source, source));
    }
}
