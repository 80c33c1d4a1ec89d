using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>Translates the register combiners.</summary>
/// <param name="b">Where the code goes.</param>
internal sealed class CombinerTranslator(ShaderBuilder b)
{
    private readonly ShaderValue[] _registers = new ShaderValue[16];
    private ShaderValue _sum;
    private ShaderValue _productEF;

    /// <summary>Sets a register before the combiners run; the others are 0.</summary>
    public ShaderValue this[CombinerRegister register]
    {
        set => _registers[(int)register] = value;
    }

    /// <summary>Translates.</summary>
    /// <returns>The colour, components from 0 to 1 with a final combiner, else from -1 to 1.</returns>
    public ShaderValue Translate(PixelProgram program)
    {
        this[CombinerRegister.Zero] = b.Vector(Vector4.Zero);

        // A guest may name all sixteen: those that are none, or the final combiner's own, begin with 0.
        foreach (ref ShaderValue register in _registers.AsSpan())
        {
            register = register == default ? _registers[(int)CombinerRegister.Zero] : register;
        }

        for (int i = 0; i < program.Combiners.Length; i++)
        {
            LoadConstants(program.HasUniqueFactor0 ? i : 0, program.HasUniqueFactor1 ? i : 0);
            Stage(program.Combiners[i], program.MuxesByMsb);
        }

        if (program.Final is not { } final)
        {
            return _registers[(int)CombinerRegister.Spare0];
        }

        LoadConstants(8, 8);
        return Final(final);
    }

    private void LoadConstants(int first, int second)
    {
        this[CombinerRegister.Constant0] = b.LoadUniformFloats(ShaderInterface.Factor0 + first);
        this[CombinerRegister.Constant1] = b.LoadUniformFloats(ShaderInterface.Factor1 + second);
    }

    private void Stage(in CombinerStage stage, bool muxesByMsb)
    {
        ShaderValue? takesSecond = stage.Color.IsMux || stage.Alpha.IsMux ? TakesSecond(muxesByMsb) : null;
        Products color = Compute(stage.Color, takesSecond, isColor: true);
        Products alpha = Compute(stage.Alpha, takesSecond, isColor: false);
        SetColor(stage.Color.ProductAB, color.AB, stage.Color.CopiesBlueAB);
        SetColor(stage.Color.ProductCD, color.CD, stage.Color.CopiesBlueCD);
        if (!stage.Color.IsDotAB && !stage.Color.IsDotCD)
        {
            SetColor(stage.Color.Sum, color.Sum, copiesBlue: false);
        }

        SetAlpha(stage.Alpha.ProductAB, alpha.AB);
        SetAlpha(stage.Alpha.ProductCD, alpha.CD);
        SetAlpha(stage.Alpha.Sum, alpha.Sum);
    }

    private ShaderValue TakesSecond(bool muxesByMsb)
    {
        ShaderValue alpha = b.Extract(_registers[(int)CombinerRegister.Spare0], 3);
        if (muxesByMsb)
        {
            return b.LessOrEqual(b.Float(0.5f), alpha);
        }

        ShaderValue whole = b.Convert(b.RoundEven(b.Multiply(alpha, b.Float(255))), ShaderScalar.Int);
        return b.Equal(b.And(whole, b.Int(1)), b.Int(1));
    }

    private Products Compute(in CombinerPortion portion, ShaderValue? takesSecond, bool isColor)
    {
        ShaderValue ab = b.Multiply(Read(portion.A, isColor), Read(portion.B, isColor));
        ShaderValue cd = b.Multiply(Read(portion.C, isColor), Read(portion.D, isColor));
        ab = portion.IsDotAB ? Dot(ab) : ab;
        cd = portion.IsDotCD ? Dot(cd) : cd;
        ShaderValue sum = portion.IsMux ? b.Select(takesSecond!.Value, cd, ab) : b.Add(ab, cd);
        return new Products(Scale(ab, portion.Scale), Scale(cd, portion.Scale), Scale(sum, portion.Scale));
    }

    /// <summary>An operand: a vector in the colour half, a scalar in the alpha half.</summary>
    private ShaderValue Read(CombinerInput input, bool isColor)
    {
        ShaderValue value = _registers[(int)input.Register];
        ShaderValue taken = input.IsAlpha ? b.Extract(value, 3) : isColor ? value : b.Extract(value, 2);
        return Map(isColor ? b.Spread(taken, 4) : taken, input.Mapping);
    }

    private ShaderValue Dot(ShaderValue product)
    {
        if (product.Type.Count == 1)
        {
            return b.Add(b.Add(product, product), product);
        }

        return b.Spread(b.Add(b.Add(b.Extract(product, 0), b.Extract(product, 1)), b.Extract(product, 2)), 4);
    }

    private ShaderValue Map(ShaderValue value, CombinerMapping mapping)
    {
        if (mapping == CombinerMapping.SignedIdentity)
        {
            return value;
        }

        if (mapping == CombinerMapping.SignedNegate)
        {
            return b.Negate(value);
        }

        (ShaderValue zero, ShaderValue half, ShaderValue one) = (b.Float(0), b.Float(0.5f), b.Float(1));
        ShaderValue positive = b.Select(b.Less(zero, value), value, zero);
        return mapping switch
        {
            CombinerMapping.UnsignedInvert => b.Subtract(one, b.Select(b.Less(positive, one), positive, one)),
            CombinerMapping.ExpandNormal => b.Subtract(b.Multiply(positive, b.Float(2)), one),
            CombinerMapping.ExpandNegate => b.Subtract(one, b.Multiply(positive, b.Float(2))),
            CombinerMapping.HalfBiasNormal => b.Subtract(positive, half),
            CombinerMapping.HalfBiasNegate => b.Subtract(half, positive),
            _ => positive,
        };
    }

    private ShaderValue Scale(ShaderValue value, CombinerScale scale)
    {
        ShaderValue scaled = scale switch
        {
            CombinerScale.Bias => b.Subtract(value, b.Float(0.5f)),
            CombinerScale.Double => b.Multiply(value, b.Float(2)),
            CombinerScale.DoubleBias => b.Multiply(b.Subtract(value, b.Float(0.5f)), b.Float(2)),
            CombinerScale.Quadruple => b.Multiply(value, b.Float(4)),
            CombinerScale.Half => b.Multiply(value, b.Float(0.5f)),
            _ => value,
        };
        return b.Clamp(scaled, b.Float(-1), b.Float(1));
    }

    private void SetColor(CombinerRegister register, ShaderValue value, bool copiesBlue)
    {
        if (register != CombinerRegister.Zero)
        {
            ShaderValue alpha = b.Extract(copiesBlue ? value : _registers[(int)register], copiesBlue ? 2 : 3);
            this[register] = WithAlpha(value, alpha);
        }
    }

    private void SetAlpha(CombinerRegister register, ShaderValue value)
    {
        if (register != CombinerRegister.Zero)
        {
            this[register] = WithAlpha(_registers[(int)register], value);
        }
    }

    private ShaderValue WithAlpha(ShaderValue color, ShaderValue alpha) =>
        b.Construct(b.Extract(color, 0), b.Extract(color, 1), b.Extract(color, 2), alpha);

    private ShaderValue Final(in FinalCombiner final)
    {
        ShaderValue one = b.Float(1);
        ShaderValue spare = b.Saturate(_registers[(int)CombinerRegister.Spare0]);
        ShaderValue specular = b.Saturate(_registers[(int)CombinerRegister.Specular]);
        spare = final.InvertsSpare ? b.Subtract(one, spare) : spare;
        specular = final.InvertsSpecular ? b.Subtract(one, specular) : specular;
        _sum = b.Add(spare, specular);
        _sum = final.ClampsSum ? b.Select(b.Less(_sum, one), _sum, one) : _sum;

        // E and F may name it themselves: then it is 0 yet.
        _productEF = _registers[(int)CombinerRegister.Zero];
        _productEF = b.Multiply(ReadFinal(final.E), ReadFinal(final.F));
        ShaderValue a = ReadFinal(final.A);
        ShaderValue mixed = b.Add(b.Multiply(a, ReadFinal(final.B)), b.Multiply(b.Subtract(one, a), ReadFinal(final.C)));
        ShaderValue color = b.Add(mixed, ReadFinal(final.D));
        ShaderValue g = b.Extract(ReadFinal(final.G), final.G.IsAlpha ? 3 : 2);
        return b.Saturate(WithAlpha(color, g));
    }

    private ShaderValue ReadFinal(CombinerInput input)
    {
        ShaderValue value = input.Register switch
        {
            CombinerRegister.SparePlusSpecular => _sum,
            CombinerRegister.ProductEF => _productEF,
            _ => b.Saturate(_registers[(int)input.Register]),
        };
        value = input.IsAlpha ? b.Spread(b.Extract(value, 3), 4) : value;
        ShaderValue one = b.Float(1);
        return input.Mapping == CombinerMapping.UnsignedInvert ? b.Subtract(one, b.Select(b.Less(value, one), value, one)) : value;
    }

    private readonly record struct Products(ShaderValue AB, ShaderValue CD, ShaderValue Sum);
}
