using System.Linq.Expressions;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Graphics;
using static System.Linq.Expressions.Expression;

namespace Xemu.Renderer.Software;

/// <summary>Compiles the register combiners of a pixel program: straight code on local variables, one a component, without what nobody reads.</summary>
internal sealed class CombinerCompiler
{
    private const int FinalFactor = PixelBlock.FactorCount - 1;
    private const int Blue = 2;
    private const int Alpha = 3;

    private static readonly string[] Components = [nameof(ColorBlock.X), nameof(ColorBlock.Y), nameof(ColorBlock.Z), nameof(ColorBlock.W)];

    private readonly ParameterExpression _block = Parameter(typeof(PixelBlock), "block");
    private readonly ParameterExpression _factors = Parameter(typeof(Vector512<float>[]), "factors");
    private readonly Dictionary<(CombinerRegister Register, int Component), ParameterExpression> _registers = [];
    private readonly List<ParameterExpression> _variables = [];
    private readonly List<Expression> _body = [];
    private readonly PixelProgram _program;
    private int _factor0;
    private int _factor1;

    private CombinerCompiler(PixelProgram program) => _program = program;

    /// <summary>Compiles.</summary>
    /// <param name="program">The program.</param>
    /// <returns>Gives the colour that goes on to the tests, components from 0 to 1.</returns>
    public static CombinerProgram Compile(PixelProgram program) => new CombinerCompiler(program).Compile();

    private CombinerProgram Compile()
    {
        for (int i = 0; i < _program.Combiners.Length; i++)
        {
            (_factor0, _factor1) = (_program.HasUniqueFactor0 ? i : 0, _program.HasUniqueFactor1 ? i : 0);
            CompileStage(_program.Combiners[i]);
        }

        Expression[] result = [.. Enumerable.Range(0, 4).Select(i => Register(CombinerRegister.Spare0, i))];
        if (_program.Final is { } final)
        {
            (_factor0, _factor1) = (FinalFactor, FinalFactor);
            result = CompileFinal(final);
        }

        for (int i = 0; i < 4; i++)
        {
            _body.Add(Assign(Field(Field(_block, nameof(PixelBlock.Color)), Components[i]), result[i]));
        }

        Action<PixelBlock, Vector512<float>[]> code = Lambda<Action<PixelBlock, Vector512<float>[]>>(Block(_variables, _body), _block, _factors).Compile();
        return new CombinerProgram(code, Reads(CombinerRegister.Diffuse), Reads(CombinerRegister.Specular), Reads(CombinerRegister.Fog));
    }

    private bool Reads(CombinerRegister register) => Enumerable.Range(0, 4).Any(i => _registers.ContainsKey((register, i)));

    private void CompileStage(in CombinerStage stage)
    {
        ParameterExpression? takesSecond = stage.Color.IsMux || stage.Alpha.IsMux
            ? Keep(CombinerMath.TakesSecond(Register(CombinerRegister.Spare0, Alpha), _program.MuxesByMsb))
            : null;

        // All of a stage is read before anything of it is written.
        List<Expression> stores = [];
        CompilePortion(stage.Color, first: 0, last: Blue, takesSecond, stores);
        CompilePortion(stage.Alpha, first: Alpha, last: Alpha, takesSecond, stores);
        _body.AddRange(stores);
    }

    private void CompilePortion(in CombinerPortion portion, int first, int last, ParameterExpression? takesSecond, List<Expression> stores)
    {
        bool isColor = last != Alpha;
        bool hasSum = portion.Sum != CombinerRegister.Zero && !(isColor && (portion.IsDotAB || portion.IsDotCD));
        bool hasAB = portion.ProductAB != CombinerRegister.Zero;
        bool hasCD = portion.ProductCD != CombinerRegister.Zero;
        ParameterExpression[] ab = hasAB || hasSum ? Product(portion.A, portion.B, portion.IsDotAB, first, last) : [];
        ParameterExpression[] cd = hasCD || hasSum ? Product(portion.C, portion.D, portion.IsDotCD, first, last) : [];
        if (hasAB)
        {
            Store(stores, portion.ProductAB, ab, portion.Scale, first, portion.CopiesBlueAB);
        }

        if (hasCD)
        {
            Store(stores, portion.ProductCD, cd, portion.Scale, first, portion.CopiesBlueCD);
        }

        if (hasSum)
        {
            bool isMux = portion.IsMux;
            Expression[] sum = [.. ab.Zip(cd, (x, y) => isMux ? CombinerMath.Select(takesSecond!, y, x) : Add(x, y))];
            Store(stores, portion.Sum, sum, portion.Scale, first, copiesBlue: false);
        }
    }

    private ParameterExpression[] Product(CombinerInput x, CombinerInput y, bool isDot, int first, int last)
    {
        ParameterExpression[] products = [.. Enumerable.Range(first, last + 1 - first).Select(i => Keep(Multiply(Read(x, i), Read(y, i))))];
        if (isDot && products.Length == 3)
        {
            ParameterExpression sum = Keep(Add(Add(products[0], products[1]), products[2]));
            return [sum, sum, sum];
        }

        return products;
    }

    /// <summary>An input for a component: alpha takes blue where the input is no alpha.</summary>
    private Expression Read(CombinerInput input, int component) =>
        CombinerMath.Map(Register(input.Register, input.IsAlpha ? Alpha : Math.Min(component, component == Alpha ? Blue : Alpha)), input.Mapping);

    private void Store(List<Expression> stores, CombinerRegister register, IReadOnlyList<Expression> values, CombinerScale scale, int first, bool copiesBlue)
    {
        ParameterExpression[] scaled = [.. values.Select(value => Keep(CombinerMath.Scale(value, scale)))];
        if (register is CombinerRegister.Constant0 or CombinerRegister.Constant1)
        {
            return;
        }

        for (int i = 0; i < scaled.Length; i++)
        {
            stores.Add(Assign(Local(register, first + i), scaled[i]));
        }

        if (copiesBlue && scaled.Length == 3)
        {
            stores.Add(Assign(Local(register, Alpha), scaled[Blue]));
        }
    }

    private Expression[] CompileFinal(FinalCombiner final)
    {
        ParameterExpression[] sum = [.. Enumerable.Range(0, 4).Select(i => Keep(SparePlusSpecular(final, i)))];
        ParameterExpression[] product = [.. Enumerable.Range(0, 4).Select(
            i => Keep(Multiply(ReadFinal(final.E, i, sum, []), ReadFinal(final.F, i, sum, []))))];
        Expression Input(CombinerInput input, int component) => ReadFinal(input, component, sum, product);
        var result = new Expression[4];
        for (int i = 0; i < Alpha; i++)
        {
            ParameterExpression a = Keep(Input(final.A, i));
            Expression mixed = Add(Multiply(a, Input(final.B, i)), Multiply(CombinerMath.Invert(a), Input(final.C, i)));
            result[i] = CombinerMath.Saturate(Add(mixed, Input(final.D, i)));
        }

        result[Alpha] = CombinerMath.Saturate(Input(final.G, Blue));
        return result;
    }

    private Expression SparePlusSpecular(in FinalCombiner final, int component)
    {
        Expression spare = CombinerMath.Saturate(Register(CombinerRegister.Spare0, component));
        Expression specular = CombinerMath.Saturate(Register(CombinerRegister.Specular, component));
        Expression sum = Add(
            final.InvertsSpare ? CombinerMath.Invert(spare) : spare,
            final.InvertsSpecular ? CombinerMath.Invert(specular) : specular);
        return final.ClampsSum ? CombinerMath.AtMostOne(sum) : sum;
    }

    /// <summary>An input of the final combiner for a component; the product of E and F is 0 where it is not known yet.</summary>
    private Expression ReadFinal(CombinerInput input, int component, ParameterExpression[] sum, ParameterExpression[] product)
    {
        component = input.IsAlpha ? Alpha : component;
        Expression value = input.Register switch
        {
            CombinerRegister.SparePlusSpecular => sum[component],
            CombinerRegister.ProductEF => product.Length == 0 ? CombinerMath.Zero : product[component],
            _ => CombinerMath.Saturate(Register(input.Register, component)),
        };
        return input.Mapping == CombinerMapping.UnsignedInvert ? CombinerMath.Invert(CombinerMath.AtMostOne(value)) : value;
    }

    /// <summary>What a component of a register holds now.</summary>
    private Expression Register(CombinerRegister register, int component) => register switch
    {
        CombinerRegister.Zero => CombinerMath.Zero,
        CombinerRegister.Constant0 => ArrayIndex(_factors, Constant((_factor0 * 4) + component)),
        CombinerRegister.Constant1 => ArrayIndex(_factors, Constant(((PixelBlock.FactorCount + _factor1) * 4) + component)),
        _ => Local(register, component),
    };

    /// <summary>The variable of a register's component, which starts with the block's value, or 0.</summary>
    private ParameterExpression Local(CombinerRegister register, int component)
    {
        if (!_registers.TryGetValue((register, component), out ParameterExpression? variable))
        {
            variable = Variable();
            _registers.Add((register, component), variable);

            // In front of everything: a register may be met first in the middle.
            _body.Insert(0, Assign(variable, Initial(register, component)));
        }

        return variable;
    }

    private Expression Initial(CombinerRegister register, int component) => register switch
    {
        CombinerRegister.Fog or CombinerRegister.Diffuse or CombinerRegister.Specular or CombinerRegister.Texture0 or CombinerRegister.Texture1
            or CombinerRegister.Texture2 or CombinerRegister.Texture3 => Field(Field(_block, register.ToString()), Components[component]),
        CombinerRegister.Spare0 when component == Alpha => Field(Field(_block, nameof(PixelBlock.Texture0)), Components[Alpha]),
        _ => CombinerMath.Zero,
    };

    /// <summary>Computes something now and keeps it.</summary>
    private ParameterExpression Keep(Expression value)
    {
        ParameterExpression variable = Variable();
        _body.Add(Assign(variable, value));
        return variable;
    }

    private ParameterExpression Variable()
    {
        ParameterExpression variable = Expression.Variable(typeof(Vector512<float>));
        _variables.Add(variable);
        return variable;
    }
}
