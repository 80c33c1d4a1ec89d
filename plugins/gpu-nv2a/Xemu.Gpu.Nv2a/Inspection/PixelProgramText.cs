using System.Text;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a;

/// <summary>A pixel program as text: texture stages, general combiners, the final combiner.</summary>
internal static class PixelProgramText
{
    /// <summary>Writes all stages that do something.</summary>
    public static string Of(PixelProgram program)
    {
        var text = new StringBuilder();
        for (int i = 0; i < program.Textures.Length; i++)
        {
            TextureStage stage = program.Textures[i];
            if (stage.Operation != TextureOperation.None)
            {
                text.AppendLine($"  texture {i}: {stage.Operation}, input {stage.Input}, {stage.Mapping}");
            }
        }

        for (int i = 0; i < program.Combiners.Length; i++)
        {
            Append(text, $"combiner {i} color", program.Combiners[i].Color);
            Append(text, $"combiner {i} alpha", program.Combiners[i].Alpha);
        }

        if (program.Final is { } final)
        {
            text.AppendLine($"  final: E = {Of(final.E)}, F = {Of(final.F)}");
            text.AppendLine($"  final color: mix({Of(final.C)}, {Of(final.B)}, {Of(final.A)}) + {Of(final.D)}");
            text.AppendLine($"  final alpha: {Of(final.G)}");
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, in CombinerPortion p)
    {
        if (p.ProductAB == CombinerRegister.Zero && p.ProductCD == CombinerRegister.Zero && p.Sum == CombinerRegister.Zero)
        {
            return;
        }

        string ab = $"{Of(p.A)} {(p.IsDotAB ? "dot" : "*")} {Of(p.B)}";
        string cd = $"{Of(p.C)} {(p.IsDotCD ? "dot" : "*")} {Of(p.D)}";
        Append(text, name, p.ProductAB, ab, p);
        Append(text, name, p.ProductCD, cd, p);
        Append(text, name, p.Sum, p.IsMux ? $"mux({ab}, {cd})" : $"{ab} + {cd}", p);
    }

    private static void Append(StringBuilder text, string name, CombinerRegister target, string value, in CombinerPortion portion)
    {
        if (target != CombinerRegister.Zero)
        {
            string scale = portion.Scale == CombinerScale.Identity ? string.Empty : $" ({portion.Scale})";
            text.AppendLine($"  {name}: {target} = {value}{scale}");
        }
    }

    private static string Of(CombinerInput input)
    {
        string register = $"{input.Register}{(input.IsAlpha ? ".a" : string.Empty)}";
        return input.Mapping switch
        {
            CombinerMapping.UnsignedIdentity => register,
            CombinerMapping.UnsignedInvert => $"(1 - {register})",
            CombinerMapping.SignedIdentity => $"signed({register})",
            CombinerMapping.SignedNegate => $"-signed({register})",
            _ => $"{input.Mapping}({register})",
        };
    }
}
