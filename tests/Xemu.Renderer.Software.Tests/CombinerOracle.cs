using System.Numerics;
using System.Runtime.CompilerServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Software.Tests;

/// <summary>Runs the register combiners step by step, as they are written down: what compiled programs are compared with.</summary>
internal sealed class CombinerOracle
{
    private static readonly Vector4 Half = new(0.5f);

    private RegisterSet _registers;
    private Vector4 _productEF;
    private Vector4 _sum;

    /// <summary>A register, before and between combiners: red in x.</summary>
    public ref Vector4 this[CombinerRegister register] => ref _registers[(int)register];

    /// <summary>Runs all combiners.</summary>
    /// <param name="program">The pixel program.</param>
    /// <param name="constants">Its numbers.</param>
    /// <returns>The colour that goes on to the tests, components from 0 to 1.</returns>
    public Vector4 Run(PixelProgram program, PixelConstants constants)
    {
        this[CombinerRegister.Zero] = Vector4.Zero;
        for (int i = 0; i < program.Combiners.Length; i++)
        {
            LoadConstants(constants, program.HasUniqueFactor0 ? i : 0, program.HasUniqueFactor1 ? i : 0);
            RunStage(program.Combiners[i], program.MuxesByMsb);
        }

        if (program.Final is not { } final)
        {
            return this[CombinerRegister.Spare0];
        }

        LoadConstants(constants, 8, 8);
        return RunFinal(final);
    }

    private static Vector4 Map(Vector4 value, CombinerMapping mapping)
    {
        Vector4 positive = Vector4.Max(value, Vector4.Zero);
        return mapping switch
        {
            CombinerMapping.UnsignedIdentity => positive,
            CombinerMapping.UnsignedInvert => Vector4.One - Vector4.Min(positive, Vector4.One),
            CombinerMapping.ExpandNormal => (positive * 2) - Vector4.One,
            CombinerMapping.ExpandNegate => Vector4.One - (positive * 2),
            CombinerMapping.HalfBiasNormal => positive - Half,
            CombinerMapping.HalfBiasNegate => Half - positive,
            CombinerMapping.SignedIdentity => value,
            _ => -value,
        };
    }

    private static Vector4 Scale(Vector4 value, CombinerScale scale) => Vector4.Clamp(
        scale switch
        {
            CombinerScale.Bias => value - Half,
            CombinerScale.Double => value * 2,
            CombinerScale.DoubleBias => (value - Half) * 2,
            CombinerScale.Quadruple => value * 4,
            CombinerScale.Half => value * 0.5f,
            _ => value,
        },
        -Vector4.One,
        Vector4.One);

    private void LoadConstants(PixelConstants constants, int first, int second)
    {
        this[CombinerRegister.Constant0] = ColorCodec.ToVector(constants.Factor0[first]);
        this[CombinerRegister.Constant1] = ColorCodec.ToVector(constants.Factor1[second]);
    }

    private void RunStage(in CombinerStage stage, bool muxesByMsb)
    {
        float alpha = this[CombinerRegister.Spare0].W;
        bool takesSecond = muxesByMsb ? alpha >= 0.5f : ((int)MathF.Round(alpha * 255) & 1) != 0;
        Products color = Compute(stage.Color, takesSecond, isColor: true);
        Products alphas = Compute(stage.Alpha, takesSecond, isColor: false);
        StoreColor(stage.Color, color);
        StoreAlpha(stage.Alpha, alphas);
    }

    private Vector4 Read(CombinerInput input, bool isColor)
    {
        Vector4 value = this[input.Register];
        value = input.IsAlpha ? new Vector4(value.W) : isColor ? value : new Vector4(value.Z);
        return Map(value, input.Mapping);
    }

    private Products Compute(in CombinerPortion portion, bool takesSecond, bool isColor)
    {
        Vector4 ab = Read(portion.A, isColor) * Read(portion.B, isColor);
        Vector4 cd = Read(portion.C, isColor) * Read(portion.D, isColor);
        ab = portion.IsDotAB ? new Vector4(ab.X + ab.Y + ab.Z) : ab;
        cd = portion.IsDotCD ? new Vector4(cd.X + cd.Y + cd.Z) : cd;
        Vector4 sum = portion.IsMux ? (takesSecond ? cd : ab) : ab + cd;
        return new Products(Scale(ab, portion.Scale), Scale(cd, portion.Scale), Scale(sum, portion.Scale));
    }

    private void StoreColor(in CombinerPortion portion, in Products products)
    {
        SetColor(portion.ProductAB, products.AB, portion.CopiesBlueAB);
        SetColor(portion.ProductCD, products.CD, portion.CopiesBlueCD);
        if (!portion.IsDotAB && !portion.IsDotCD)
        {
            SetColor(portion.Sum, products.Sum, copiesBlue: false);
        }
    }

    private void SetColor(CombinerRegister register, Vector4 value, bool copiesBlue)
    {
        if (register != CombinerRegister.Zero)
        {
            ref Vector4 target = ref this[register];
            target = value with { W = copiesBlue ? value.Z : target.W };
        }
    }

    private void StoreAlpha(in CombinerPortion portion, in Products products)
    {
        SetAlpha(portion.ProductAB, products.AB.X);
        SetAlpha(portion.ProductCD, products.CD.X);
        SetAlpha(portion.Sum, products.Sum.X);
    }

    private void SetAlpha(CombinerRegister register, float value)
    {
        if (register != CombinerRegister.Zero)
        {
            this[register].W = value;
        }
    }

    private Vector4 RunFinal(in FinalCombiner final)
    {
        Vector4 spare = Vector4.Clamp(this[CombinerRegister.Spare0], Vector4.Zero, Vector4.One);
        Vector4 specular = Vector4.Clamp(this[CombinerRegister.Specular], Vector4.Zero, Vector4.One);
        spare = final.InvertsSpare ? Vector4.One - spare : spare;
        specular = final.InvertsSpecular ? Vector4.One - specular : specular;
        _sum = spare + specular;
        _sum = final.ClampsSum ? Vector4.Min(_sum, Vector4.One) : _sum;
        _productEF = ReadFinal(final.E) * ReadFinal(final.F);
        Vector4 a = ReadFinal(final.A);
        Vector4 color = (a * ReadFinal(final.B)) + ((Vector4.One - a) * ReadFinal(final.C)) + ReadFinal(final.D);
        Vector4 g = ReadFinal(final.G);
        color.W = final.G.IsAlpha ? g.W : g.Z;
        return Vector4.Clamp(color, Vector4.Zero, Vector4.One);
    }

    private Vector4 ReadFinal(CombinerInput input)
    {
        Vector4 value = input.Register switch
        {
            CombinerRegister.SparePlusSpecular => _sum,
            CombinerRegister.ProductEF => _productEF,
            _ => Vector4.Clamp(this[input.Register], Vector4.Zero, Vector4.One),
        };
        value = input.IsAlpha ? new Vector4(value.W) : value;
        return input.Mapping == CombinerMapping.UnsignedInvert ? Vector4.One - Vector4.Min(value, Vector4.One) : value;
    }

    private readonly record struct Products(Vector4 AB, Vector4 CD, Vector4 Sum);

    [InlineArray(16)]
    private struct RegisterSet
    {
        private Vector4 _register;
    }
}
