using System.Linq.Expressions;
using System.Numerics;
using Xemu.Abstractions.Graphics;
using static System.Linq.Expressions.Expression;

namespace Xemu.Renderer.Software;

/// <summary>Compiles the register combiners of a pixel program: straight code on local variables, without what nobody reads.</summary>
internal sealed class CombinerCompiler
{
    private const int FinalFactor = CombinerInputs.FactorCount - 1;

    private readonly ParameterExpression _inputs = Parameter(typeof(CombinerInputs), "inputs");
    private readonly ParameterExpression _factors = Parameter(typeof(Vector4[]), "factors");
    private readonly Dictionary<CombinerRegister, ParameterExpression> _registers = [];
    private readonly List<ParameterExpression> _variables = [];
    private readonly List<Expression> _body = [];
    private readonly PixelProgram _program;
    private int _factor0;
    private int _factor1;

    private CombinerCompiler(PixelProgram program) => _program = program;

    /// <summary>Compiles.</summary>
    /// <param name="program">The program.</param>
    /// <returns>Gives the colour that goes on to the tests, components from 0 to 1.</returns>
    public static Func<CombinerInputs, Vector4[], Vector4> Compile(PixelProgram program) => new CombinerCompiler(program).Compile();

    private static Expression Zero => Property(null, typeof(Vector4), nameof(Vector4.Zero));

    private Func<CombinerInputs, Vector4[], Vector4> Compile()
    {
        for (int i = 0; i < _program.Combiners.Length; i++)
        {
            (_factor0, _factor1) = (_program.HasUniqueFactor0 ? i : 0, _program.HasUniqueFactor1 ? i : 0);
            CompileStage(_program.Combiners[i]);
        }

        Expression result = Register(CombinerRegister.Spare0);
        if (_program.Final is { } final)
        {
            (_factor0, _factor1) = (FinalFactor, FinalFactor);
            result = CompileFinal(final);
        }

        _body.Add(result);
        return Lambda<Func<CombinerInputs, Vector4[], Vector4>>(Block(_variables, _body), _inputs, _factors).Compile();
    }

    private void CompileStage(in CombinerStage stage)
    {
        ParameterExpression? takesSecond = null;
        if (stage.Color.IsMux || stage.Alpha.IsMux)
        {
            takesSecond = Variable(typeof(bool));
            string test = _program.MuxesByMsb ? nameof(CombinerMath.TakesSecondByMsb) : nameof(CombinerMath.TakesSecondByLsb);
            _body.Add(Assign(takesSecond, Call(test, Register(CombinerRegister.Spare0))));
        }

        // All of a stage is read before anything of it is written.
        List<Expression> stores = [];
        CompilePortion(stage.Color, isColor: true, takesSecond, stores);
        CompilePortion(stage.Alpha, isColor: false, takesSecond, stores);
        _body.AddRange(stores);
    }

    private void CompilePortion(in CombinerPortion portion, bool isColor, ParameterExpression? takesSecond, List<Expression> stores)
    {
        bool hasSum = portion.Sum != CombinerRegister.Zero && !(isColor && (portion.IsDotAB || portion.IsDotCD));
        bool hasAB = portion.ProductAB != CombinerRegister.Zero;
        bool hasCD = portion.ProductCD != CombinerRegister.Zero;
        Expression? ab = hasAB || hasSum ? Product(portion.A, portion.B, portion.IsDotAB, isColor) : null;
        Expression? cd = hasCD || hasSum ? Product(portion.C, portion.D, portion.IsDotCD, isColor) : null;
        if (hasAB)
        {
            Store(stores, portion.ProductAB, Scale(ab!, portion.Scale), isColor, portion.CopiesBlueAB);
        }

        if (hasCD)
        {
            Store(stores, portion.ProductCD, Scale(cd!, portion.Scale), isColor, portion.CopiesBlueCD);
        }

        if (hasSum)
        {
            Expression sum = portion.IsMux ? Condition(takesSecond!, cd!, ab!) : Add(ab!, cd!);
            Store(stores, portion.Sum, Scale(sum, portion.Scale), isColor, copiesBlue: false);
        }
    }

    private ParameterExpression Product(CombinerInput first, CombinerInput second, bool isDot, bool isColor)
    {
        Expression product = Multiply(Read(first, isColor), Read(second, isColor));
        return Keep(isDot ? Call(nameof(CombinerMath.Sum3), product) : product);
    }

    private MethodCallExpression Read(CombinerInput input, bool isColor)
    {
        Expression value = Register(input.Register);
        value = input.IsAlpha ? Call(nameof(CombinerMath.Alpha), value) : isColor ? value : Call(nameof(CombinerMath.Blue), value);
        return Call(nameof(CombinerMath.Map), value, Constant(input.Mapping));
    }

    private ParameterExpression Scale(Expression value, CombinerScale scale) => Keep(Call(nameof(CombinerMath.Scale), value, Constant(scale)));

    private void Store(List<Expression> stores, CombinerRegister register, Expression value, bool isColor, bool copiesBlue)
    {
        if (register is CombinerRegister.Constant0 or CombinerRegister.Constant1)
        {
            return;
        }

        ParameterExpression target = Local(register);
        stores.Add(Assign(target, isColor
            ? copiesBlue ? Call(nameof(CombinerMath.StoreColorAndBlue), value) : Call(nameof(CombinerMath.StoreColor), target, value)
            : Call(nameof(CombinerMath.StoreAlpha), target, value)));
    }

    private MethodCallExpression CompileFinal(in FinalCombiner final)
    {
        Expression spare = Call(nameof(CombinerMath.Saturate), Register(CombinerRegister.Spare0));
        Expression specular = Call(nameof(CombinerMath.Saturate), Register(CombinerRegister.Specular));
        Expression sum = Add(
            final.InvertsSpare ? Call(nameof(CombinerMath.Invert), spare) : spare,
            final.InvertsSpecular ? Call(nameof(CombinerMath.Invert), specular) : specular);
        ParameterExpression sparePlusSpecular = Keep(final.ClampsSum ? Call(nameof(CombinerMath.AtMostOne), sum) : sum);
        ParameterExpression productEF = Keep(Multiply(ReadFinal(final.E, sparePlusSpecular, Zero), ReadFinal(final.F, sparePlusSpecular, Zero)));
        Expression Input(CombinerInput input) => ReadFinal(input, sparePlusSpecular, productEF);
        Expression alpha = Input(final.G);
        return Call(
            nameof(CombinerMath.Final), Keep(Input(final.A)), Input(final.B), Input(final.C), Input(final.D), final.G.IsAlpha ? alpha : Call(nameof(CombinerMath.Blue), alpha));
    }

    private Expression ReadFinal(CombinerInput input, Expression sparePlusSpecular, Expression productEF)
    {
        Expression value = input.Register switch
        {
            CombinerRegister.SparePlusSpecular => sparePlusSpecular,
            CombinerRegister.ProductEF => productEF,
            _ => Call(nameof(CombinerMath.Saturate), Register(input.Register)),
        };
        value = input.IsAlpha ? Call(nameof(CombinerMath.Alpha), value) : value;
        return input.Mapping == CombinerMapping.UnsignedInvert ? Call(nameof(CombinerMath.Invert), Call(nameof(CombinerMath.AtMostOne), value)) : value;
    }

    /// <summary>What a register holds now.</summary>
    private Expression Register(CombinerRegister register) => register switch
    {
        CombinerRegister.Zero => Zero,
        CombinerRegister.Constant0 => ArrayIndex(_factors, Constant(_factor0)),
        CombinerRegister.Constant1 => ArrayIndex(_factors, Constant(CombinerInputs.FactorCount + _factor1)),
        _ => Local(register),
    };

    /// <summary>The variable of a register, which starts with the fragment's value, or 0.</summary>
    private ParameterExpression Local(CombinerRegister register)
    {
        if (!_registers.TryGetValue(register, out ParameterExpression? variable))
        {
            variable = Variable(typeof(Vector4));
            _registers.Add(register, variable);
            string? field = register switch
            {
                CombinerRegister.Fog or CombinerRegister.Diffuse or CombinerRegister.Specular or CombinerRegister.Texture0 or CombinerRegister.Texture1
                    or CombinerRegister.Texture2 or CombinerRegister.Texture3 or CombinerRegister.Spare0 => register.ToString(),
                _ => null,
            };

            // In front of everything: a register may be met first in the middle.
            _body.Insert(0, Assign(variable, field is null ? Zero : Field(_inputs, field)));
        }

        return variable;
    }

    /// <summary>Computes something now and keeps it.</summary>
    private ParameterExpression Keep(Expression value)
    {
        ParameterExpression variable = Variable(value.Type);
        _body.Add(Assign(variable, value));
        return variable;
    }

    private ParameterExpression Variable(Type type)
    {
        ParameterExpression variable = Expression.Variable(type);
        _variables.Add(variable);
        return variable;
    }

    private static MethodCallExpression Call(string method, params Expression[] arguments) => Expression.Call(typeof(CombinerMath), method, null, arguments);
}
