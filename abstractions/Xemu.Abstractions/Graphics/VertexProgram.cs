using System.Collections.Immutable;

namespace Xemu.Abstractions.Graphics;

/// <summary>A vertex stage: straight code from the attributes to the results. Immutable; one object for one program while it is in use.</summary>
/// <remarks>Both the guest's own programs and the fixed functions (transform, lighting, texture coordinates, fog) arrive in this form.</remarks>
public sealed class VertexProgram
{
    /// <summary>Makes a program.</summary>
    /// <param name="code">The instructions, in order.</param>
    /// <param name="temporaryCount">How many temporaries it uses.</param>
    public VertexProgram(ImmutableArray<VertexInstruction> code, int temporaryCount)
    {
        Code = code;
        TemporaryCount = temporaryCount;
        foreach (ref readonly VertexInstruction instruction in code.AsSpan())
        {
            Inputs |= InputsOf(in instruction);
            if (instruction.Destination == VertexRegister.Output)
            {
                Outputs |= 1u << instruction.Index;
            }

            WritesConstants |= instruction.Destination == VertexRegister.Constant;
        }
    }

    /// <summary>The instructions, in order.</summary>
    public ImmutableArray<VertexInstruction> Code { get; }

    /// <summary>How many temporaries it uses.</summary>
    public int TemporaryCount { get; }

    /// <summary>Attributes that it reads, a bit each.</summary>
    public uint Inputs { get; }

    /// <summary>Results that it writes, a bit each by <see cref="VertexOutput"/>.</summary>
    public uint Outputs { get; }

    /// <summary>Whether it writes constants, which then hold for the vertices behind.</summary>
    public bool WritesConstants { get; }

    private static uint InputsOf(ref readonly VertexInstruction instruction) =>
        BitOf(instruction.A) | BitOf(instruction.B) | BitOf(instruction.C);

    private static uint BitOf(VertexSource source) =>
        source.Register == VertexRegister.Input ? 1u << (source.Index & 15) : 0;
}
