using System.Text;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>A vertex program as text, an instruction a line, in the manner of NV_vertex_program.</summary>
internal static class VertexProgramText
{
    private const string Components = "xyzw";

    /// <summary>Writes all instructions.</summary>
    public static string Of(VertexProgram program)
    {
        var text = new StringBuilder();
        foreach (ref readonly VertexInstruction instruction in program.Code.AsSpan())
        {
            text.Append("  ").AppendLine(Of(in instruction));
        }

        return text.ToString();
    }

    private static string Of(in VertexInstruction i)
    {
        string operands = i.Operation switch
        {
            VertexOperation.Move => Of(i.A),
            VertexOperation.Multiply or VertexOperation.Dot3 or VertexOperation.DotHomogeneous or VertexOperation.Dot4 or VertexOperation.Distance
                or VertexOperation.Minimum or VertexOperation.Maximum or VertexOperation.SetLess or VertexOperation.SetGreaterOrEqual => $"{Of(i.A)}, {Of(i.B)}",
            VertexOperation.Add => $"{Of(i.A)}, {Of(i.C)}",
            VertexOperation.MultiplyAdd => $"{Of(i.A)}, {Of(i.B)}, {Of(i.C)}",
            VertexOperation.MoveAddress => Of(i.A),
            _ => Of(i.C),
        };
        return $"{NameOf(i.Operation)} {TargetOf(in i)}, {operands}";
    }

    private static string NameOf(VertexOperation operation) => operation switch
    {
        VertexOperation.Move => "MOV",
        VertexOperation.Multiply => "MUL",
        VertexOperation.Add => "ADD",
        VertexOperation.MultiplyAdd => "MAD",
        VertexOperation.Dot3 => "DP3",
        VertexOperation.DotHomogeneous => "DPH",
        VertexOperation.Dot4 => "DP4",
        VertexOperation.Distance => "DST",
        VertexOperation.Minimum => "MIN",
        VertexOperation.Maximum => "MAX",
        VertexOperation.SetLess => "SLT",
        VertexOperation.SetGreaterOrEqual => "SGE",
        VertexOperation.MoveAddress => "ARL",
        VertexOperation.Reciprocal => "RCP",
        VertexOperation.ReciprocalClamped => "RCC",
        VertexOperation.ReciprocalSquareRoot => "RSQ",
        VertexOperation.Exponent => "EXP",
        VertexOperation.Logarithm => "LOG",
        VertexOperation.Lit => "LIT",
        _ => operation.ToString(),
    };

    private static string TargetOf(in VertexInstruction i)
    {
        if (i.Operation == VertexOperation.MoveAddress)
        {
            return "A0.x";
        }

        string register = i.Destination == VertexRegister.Output ? $"o{(VertexOutput)i.Index}" : NameOf(i.Destination, i.Index);
        return i.Mask == 15 ? register : $"{register}.{MaskOf(i.Mask)}";
    }

    private static string MaskOf(int mask)
    {
        var text = new StringBuilder();
        for (int i = 0; i < 4; i++)
        {
            if (((mask >> i) & 1) != 0)
            {
                text.Append(Components[i]);
            }
        }

        return text.ToString();
    }

    private static string Of(VertexSource source)
    {
        string register = source.IsRelative ? $"c[A0.x + {source.Index}]" : NameOf(source.Register, source.Index);
        string swizzle = string.Empty;
        if (source.Swizzle != VertexSource.Xyzw)
        {
            for (int i = 0; i < 4; i++)
            {
                swizzle += Components[(source.Swizzle >> (2 * i)) & 3];
            }

            swizzle = "." + swizzle;
        }

        return (source.IsNegated ? "-" : string.Empty) + register + swizzle;
    }

    private static string NameOf(VertexRegister register, short index) => register switch
    {
        VertexRegister.Input => $"v{index}",
        VertexRegister.Constant => $"c[{index}]",
        VertexRegister.Temporary => $"R{index}",
        _ => $"o{index}",
    };
}
