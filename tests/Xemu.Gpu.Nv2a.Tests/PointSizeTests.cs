using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Sizes of points by their parameters, as photographs of the console have them ("Point params").</summary>
public sealed class PointSizeTests
{
    /// <summary>1 / √a comes from a table of six bits of mantissa, and has seven.</summary>
    [Theory]
    [InlineData(4f, 127 / 256f)]
    [InlineData(1f, 127 / 128f)]
    [InlineData(16f, 127 / 512f)]
    [InlineData(256f, 127 / 2048f)]
    [InlineData(1.999f, 90 / 128f)]
    [InlineData(2f, 90 / 128f)]
    [InlineData(135.77f, 88 / 1024f)]
    [InlineData(70.08f, 121 / 1024f)]
    [InlineData(6.836f, 97 / 256f)]
    [InlineData(3.9999f, 64 / 128f)]
    public void Size_OfAConstant_HasACoarseRoot(float constant, float root)
    {
        Assert.Equal(root * 32, Size(new Vector4(constant, 0, 0, 32), minimum: 0, eye: Vector4.UnitW));
    }

    [Fact]
    public void Size_OfNoParameters_IsTheLargest()
    {
        Assert.Equal(19, Size(new Vector4(0, 0, 0, 15), minimum: 4, eye: Vector4.UnitW));
    }

    /// <summary>Of 110.5 and of 3.25²: the square root within has all its bits.</summary>
    [Theory]
    [InlineData(8.5f, 1f, 0f, 97 / 1024f)]
    [InlineData(0.25f, 0f, 1f, 78 / 256f)]
    public void Size_OfADistance_IsThatOfItsFactor(float scale, float linear, float squared, float root)
    {
        Vector4 eye = new(scale * 3, scale * 4, scale * 12, 1);

        Assert.Equal(root * 32, Size(new Vector4(0, linear, squared, 32), minimum: 0, eye));
    }

    private static float Size(Vector4 factors, float minimum, Vector4 eye)
    {
        var key = new uint[FixedFunctionKey.Words];
        key[FixedFunctionKey.PointParams] = 1;
        var constants = new Vector4[DrawCall.VertexConstantCount];
        FixedConstants.Fill(new KelvinState(), constants);
        constants[FixedConstants.PointParameters] = factors;
        constants[FixedConstants.PointParameters + 1] = new Vector4(0, 0, 0, minimum);
        for (int row = 0; row < 4; row++)
        {
            constants[TransformContext.ModelView + row] = new Vector4(0, 0, 0, eye[row]);
        }

        var inputs = new Vector4[DrawCall.AttributeCount];
        inputs[0] = Vector4.One;
        VertexResult result = default;
        new VertexInterpreter().Run(FixedFunction.Build(key), inputs, constants, ref result);
        return result[(int)VertexOutput.PointSize].X;
    }
}
