using System.Collections.Immutable;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>Writes the vertex program that does what the fixed functions are set to.</summary>
/// <remarks>The numbers are where the chip has them, among the transform constants (<see cref="TransformContext"/>).</remarks>
internal static class FixedFunction
{
    private const short Clip = 0;
    private const short Scratch = 1;

    /// <summary>Builds the program.</summary>
    public static VertexProgram Build()
    {
        ImmutableArray<VertexInstruction>.Builder code = ImmutableArray.CreateBuilder<VertexInstruction>();
        Transform(code);
        Copy(code, VertexOutput.Diffuse, 3);
        Copy(code, VertexOutput.Specular, 4);
        Copy(code, VertexOutput.BackDiffuse, 7);
        Copy(code, VertexOutput.BackSpecular, 8);
        Copy(code, VertexOutput.Texture0, 9);
        Copy(code, VertexOutput.Texture1, 10);
        Copy(code, VertexOutput.Texture2, 11);
        Copy(code, VertexOutput.Texture3, 12);
        return new VertexProgram(code.ToImmutable(), 2);
    }

    /// <summary>Composite matrix, then the division by w and the viewport's offset; its scale is in the matrix.</summary>
    private static void Transform(ImmutableArray<VertexInstruction>.Builder code)
    {
        VertexSource position = new(VertexRegister.Input, 0);
        for (short row = 0; row < 4; row++)
        {
            VertexSource matrix = new(VertexRegister.Constant, (short)(TransformContext.Composite + row));
            code.Add(new(VertexOperation.Dot4, VertexRegister.Temporary, Clip, (byte)(1 << row), position, matrix, matrix));
        }

        VertexSource clip = new(VertexRegister.Temporary, Clip);
        VertexSource w = new(VertexRegister.Temporary, Clip, 0xFF);
        VertexSource inverse = new(VertexRegister.Temporary, Scratch);
        VertexSource offset = new(VertexRegister.Constant, TransformContext.ViewportOffset);
        code.Add(new(VertexOperation.ReciprocalClamped, VertexRegister.Temporary, Scratch, 15, w, w, w));
        code.Add(new(VertexOperation.MultiplyAdd, VertexRegister.Output, (short)VertexOutput.Position, 7, clip, inverse, offset));
        code.Add(new(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Position, 8, clip, clip, clip));
    }

    private static void Copy(ImmutableArray<VertexInstruction>.Builder code, VertexOutput output, short attribute)
    {
        VertexSource source = new(VertexRegister.Input, attribute);
        code.Add(new(VertexOperation.Move, VertexRegister.Output, (short)output, 15, source, source, source));
    }
}
