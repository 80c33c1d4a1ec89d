using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software;

/// <summary>Says what a pixel program reads of a fragment.</summary>
internal static class PixelInputs
{
    /// <summary>Whether it reads the specular colour.</summary>
    public static bool ReadsSpecular(PixelProgram program)
    {
        foreach (ref readonly CombinerStage stage in program.Combiners.AsSpan())
        {
            if (Reads(stage.Color) || Reads(stage.Alpha))
            {
                return true;
            }
        }

        return program.Final is { } f && (Is(f.A) || Is(f.B) || Is(f.C) || Is(f.D) || Is(f.E) || Is(f.F) || Is(f.G));
    }

    private static bool Reads(in CombinerPortion p) => Is(p.A) || Is(p.B) || Is(p.C) || Is(p.D);

    private static bool Is(CombinerInput input) => input.Register is CombinerRegister.Specular or CombinerRegister.SparePlusSpecular;
}
