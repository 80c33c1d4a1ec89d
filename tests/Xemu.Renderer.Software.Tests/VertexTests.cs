using System.Collections.Immutable;
using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Renderer.Software.Tests;

public sealed class VertexTests
{
    private static readonly VertexSource First = new(VertexRegister.Input, 0);
    private static readonly VertexSource Second = new(VertexRegister.Input, 1);
    private static readonly VertexSource Third = new(VertexRegister.Input, 2);

    [Theory]
    [InlineData(VertexOperation.Multiply, 5f, 12f, 21f, 32f)]
    [InlineData(VertexOperation.MultiplyAdd, 6f, 14f, 24f, 36f)]
    [InlineData(VertexOperation.Add, 2f, 4f, 6f, 8f)]
    [InlineData(VertexOperation.Dot3, 38f, 38f, 38f, 38f)]
    [InlineData(VertexOperation.DotHomogeneous, 46f, 46f, 46f, 46f)]
    [InlineData(VertexOperation.Dot4, 70f, 70f, 70f, 70f)]
    [InlineData(VertexOperation.Distance, 1f, 12f, 3f, 8f)]
    [InlineData(VertexOperation.SetLess, 1f, 1f, 1f, 1f)]
    [InlineData(VertexOperation.SetGreaterOrEqual, 0f, 0f, 0f, 0f)]
    [InlineData(VertexOperation.Reciprocal, 1f, 1f, 1f, 1f)]
    [InlineData(VertexOperation.Exponent, 2f, 0f, 2f, 1f)]
    public void Operation_OnSmallNumbers_GivesWhatItsNameSays(VertexOperation operation, float x, float y, float z, float w)
    {
        Vector4 result = RunOne(new(operation, VertexRegister.Output, 0, 15, First, Second, Third), new(1, 2, 3, 4), new(5, 6, 7, 8), new(1, 2, 3, 4));

        Assert.Equal(new Vector4(x, y, z, w), result);
    }

    [Fact]
    public void Multiply_ZeroByInfinity_IsZero()
    {
        Vector4 result = RunOne(
            new(VertexOperation.Multiply, VertexRegister.Output, 0, 15, First, Second, Second),
            new(0, 0, 2, 0),
            new(float.PositiveInfinity, float.NaN, float.PositiveInfinity, 1),
            default);

        Assert.Equal(new Vector4(0, 0, float.PositiveInfinity, 0), result);
    }

    [Theory]
    [InlineData(VertexOperation.Multiply, 3f, 1.00000012f, 3.0000002f)]
    [InlineData(VertexOperation.Multiply, -3f, 1.00000012f, -3.0000002f)]
    [InlineData(VertexOperation.Add, 1f, 1e-7f, 1f)]
    [InlineData(VertexOperation.Add, -1f, -1e-7f, -1f)]
    [InlineData(VertexOperation.Reciprocal, 0f, 3f, 0.33333331f)]
    [InlineData(VertexOperation.Reciprocal, 0f, -3f, -0.33333331f)]
    public void Result_WithBitsToSpare_IsCutTowardsZero(VertexOperation operation, float a, float b, float expected)
    {
        Vector4 result = RunOne(new(operation, VertexRegister.Output, 0, 15, First, Second, Second), new(a), new(b));

        Assert.Equal(expected, result.X);
    }

    /// <summary>Numbers of nxdk_vsh_tests.</summary>
    [Theory]
    [InlineData(VertexOperation.SetLess, -0f, 0f, 1f)]
    [InlineData(VertexOperation.SetLess, 0f, -0f, 0f)]
    [InlineData(VertexOperation.SetGreaterOrEqual, -0f, 0f, 0f)]
    [InlineData(VertexOperation.SetGreaterOrEqual, 0f, -0f, 1f)]
    [InlineData(VertexOperation.SetGreaterOrEqual, -2f, -1f, 0f)]
    [InlineData(VertexOperation.Minimum, 0f, -0f, -0f)]
    [InlineData(VertexOperation.Maximum, -0f, 0f, 0f)]
    [InlineData(VertexOperation.Multiply, -1.8446746e19f, 1.2345678e20f, -float.MaxValue)]
    [InlineData(VertexOperation.Multiply, float.PositiveInfinity, -2f, float.NegativeInfinity)]
    [InlineData(VertexOperation.Add, float.MaxValue, float.MaxValue, float.MaxValue)]
    [InlineData(VertexOperation.Add, 1f, -1e-12f, 1f)]
    [InlineData(VertexOperation.ReciprocalClamped, 0f, 8.901234e-25f, 1.8446744e19f)]
    [InlineData(VertexOperation.ReciprocalClamped, 0f, float.PositiveInfinity, 5.4210109e-20f)]
    [InlineData(VertexOperation.ReciprocalClamped, 0f, -float.MaxValue, -5.4210109e-20f)]
    [InlineData(VertexOperation.ReciprocalClamped, 0f, -0f, -1.8446744e19f)]
    [InlineData(VertexOperation.ReciprocalSquareRoot, 0f, -0.25f, 2f)]
    [InlineData(VertexOperation.Reciprocal, 0f, -float.MaxValue, -0f)]
    [InlineData(VertexOperation.Multiply, 1e-30f, 1e-10f, 0f)]
    public void SpecialNumbers_GiveWhatTheConsoleGives(VertexOperation operation, float a, float b, float expected)
    {
        Vector4 result = RunOne(new(operation, VertexRegister.Output, 0, 15, First, Second, Second), new(a), new(b));

        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(result.X));
    }

    [Theory]
    [InlineData(-8.901235e25f, 1.844675e19f, 5.864211e16f, 1.234568e20f, -3.3304257e38f)]
    [InlineData(1.844675e19f, 5.864211e16f, -1.844675e19f, 5.864211e16f, 0f)]
    public void Dot3_OfHugeNumbers_HasNoInfinityWithin(float ax, float bx, float az, float bz, float expected)
    {
        Vector4 result = RunOne(new(VertexOperation.Dot3, VertexRegister.Output, 0, 15, First, Second, Second), new(ax, -6.4321e-15f, az, 0), new(bx, 6.4321e-15f, bz, 0));

        Assert.Equal(expected, result.X, MathF.Abs(expected) * 1e-6f);
    }

    /// <summary>What the console gives; the unit tests of nv2a_vsh_cpu have recorded it.</summary>
    [Fact]
    public void Dot3_WhereTwoProductsCancel_KeepsFiveBitsOfTheThird()
    {
        Vector4 a = new(0.123456789f, -4.2345678e-4f, -8.90123456e25f, -3.2345678e5f);
        Vector4 b = new(-6.2432105e15f, -8.90123456e25f, 4.2345678e-4f, -6.2432105e15f);

        Vector4 result = RunOne(new(VertexOperation.Dot3, VertexRegister.Output, 0, 15, First, Second, Second), a, b);

        Assert.Equal(new Vector4(-7.036874418e14f), result);
    }

    [Theory]
    [InlineData(1f, 5.9604645e-8f, 1f)]
    [InlineData(1f, -5.9604645e-8f, 0.99999994f)]
    [InlineData(1f, -1.8626451e-9f, 1f)]
    [InlineData(-1f, 3.7252903e-9f, -0.99999994f)]
    [InlineData(3e38f, 3e38f, float.MaxValue)]
    [InlineData(1.2e-38f, -1.19e-38f, 0f)]
    [InlineData(-1.2e-38f, 1.19e-38f, -0f)]
    [InlineData(1f, -1f, 0f)]
    [InlineData(-0f, -0f, -0f)]
    public void Add_OfNumbersFarApart_CutsTheSmallerOffFiveBitsBelow(float a, float b, float expected)
    {
        Vector4 result = RunOne(new(VertexOperation.Add, VertexRegister.Output, 0, 15, First, Second, Second), new(a), new(b));

        Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(result.X));
    }

    [Fact]
    public void MultiplyAdd_WhereTheSumCancels_ShowsThatTheProductWasCut()
    {
        Vector4 result = RunOne(new(VertexOperation.MultiplyAdd, VertexRegister.Output, 0, 15, First, Second, Third), new(3.2345678e5f), new(0.123456789f), new(-4.2345678e4f));

        Assert.Equal(-2412.74609f, result.X);
    }

    [Theory]
    [InlineData(1f, 0f, 0f, 0f)]
    [InlineData(1f, 0.5f, 2f, 0.25f)]
    [InlineData(0f, 0.5f, 2f, 0f)]
    public void Lit_OfNothing_IsNothing(float x, float y, float power, float expected)
    {
        Vector4 result = RunOne(new(VertexOperation.Lit, VertexRegister.Output, 0, 15, First, First, First), new Vector4(x, y, 9, power));

        Assert.Equal(new Vector4(1, x, expected, 1), result);
    }

    [Fact]
    public void Source_SwizzledAndNegated_IsReadSo()
    {
        VertexSource source = new(VertexRegister.Input, 0, 0b00_01_10_11, IsNegated: true);

        Vector4 result = RunOne(new(VertexOperation.Move, VertexRegister.Output, 0, 15, source, source, source), new(1, 2, 3, 4), default, default);

        Assert.Equal(new Vector4(-4, -3, -2, -1), result);
    }

    [Fact]
    public void Destination_Masked_KeepsTheOtherComponents()
    {
        Vector4 result = RunOne(new(VertexOperation.Move, VertexRegister.Output, 0, 0b0101, First, First, First), new(1, 2, 3, 4), default, default);

        Assert.Equal(new Vector4(1, 0, 3, 0), result);
    }

    [Fact]
    public void RelativeConstant_OutsideOfTheSet_ReadsZeros()
    {
        VertexSource relative = new(VertexRegister.Constant, 190, IsRelative: true);
        ImmutableArray<VertexInstruction> code =
        [
            new(VertexOperation.MoveAddress, VertexRegister.Temporary, 0, 0, First, First, First),
            new(VertexOperation.Move, VertexRegister.Output, 0, 15, relative, relative, relative),
        ];

        Assert.Equal(new Vector4(191), Run(code, new Vector4(1.9f), default, default));
        Assert.Equal(Vector4.Zero, Run(code, new Vector4(2), default, default));
        Assert.Equal(new Vector4(189), Run(code, new Vector4(-0.5f), default, default));
    }

    private static Vector4 RunOne(VertexInstruction instruction, params ReadOnlySpan<Vector4> inputs) => Run([instruction], inputs);

    private static Vector4 Run(ImmutableArray<VertexInstruction> code, params ReadOnlySpan<Vector4> inputs)
    {
        var attributes = new Vector4[DrawCall.AttributeCount];
        inputs.CopyTo(attributes);
        Vector4[] constants = [.. Enumerable.Range(0, DrawCall.VertexConstantCount).Select(static i => new Vector4(i))];
        VertexResult result = default;
        new VertexInterpreter().Run(new VertexProgram(code, 4), attributes, constants, ref result);
        return result[0];
    }

    /// <summary>The chip hands the same object over for the next draw, and writes only what has changed.</summary>
    [Fact]
    public void ProgramThatWritesConstants_Drawn_LeavesTheDrawAsItWas()
    {
        using var bench = new DrawBench();
        var constant = new VertexSource(VertexRegister.Constant, 5);
        var input = new VertexSource(VertexRegister.Input, 3);
        bench.Call.VertexProgram = new VertexProgram(
            [
                DrawBench.Move(VertexOutput.Position, 0),
                new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Diffuse, 15, constant, constant, constant),
                new VertexInstruction(VertexOperation.Move, VertexRegister.Constant, 5, 15, input, input, input),
            ],
            0);
        bench.Call.State = bench.Call.State with { IsFlat = true, IsFirstProvoking = true };
        bench.Call.VertexConstants[5] = new Vector4(0, 1, 0, 1);

        bench.Draw(new Vector4(1, 0, 0, 1), new(2, 2, 0, 1), new(40, 2, 0, 1), new(2, 40, 0, 1));

        Assert.Equal((0xFF00_FF00u, new Vector4(0, 1, 0, 1)), (bench.Pixel(10, 10), bench.Call.VertexConstants[5]));
    }
}
