using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class TexgenTests
{
    private const uint SphereMap = 0x2402;

    [Fact]
    public void SphereMap_ForThreeCoordinates_GivesTheReflectionAsTheThird()
    {
        var key = new uint[FixedFunctionKey.Words];
        key.AsSpan(FixedFunctionKey.Texgen, 3).Fill(SphereMap);
        var constants = new Vector4[DrawCall.VertexConstantCount];
        constants[FixedConstants.Numbers] = new Vector4(0, 1, 63.875f, 2);

        // Whatever the position, the eye sees it at (0, 0, 5); the normal stays as it is.
        constants[TransformContext.ModelView + 2] = new Vector4(0, 0, 0, 5);
        constants[TransformContext.ModelView + 3] = Vector4.UnitW;
        constants[TransformContext.InverseModelView] = Vector4.UnitX;
        constants[TransformContext.InverseModelView + 1] = Vector4.UnitY;
        constants[TransformContext.InverseModelView + 2] = Vector4.UnitZ;
        var inputs = new Vector4[DrawCall.AttributeCount];
        inputs[0] = Vector4.One;
        inputs[2] = new Vector4(0.6f, 0, -0.8f, 1);
        VertexResult result = default;

        new VertexInterpreter().Run(FixedFunction.Build(key), inputs, constants, ref result);

        // (0, 0, 1) reflected is (0.96, 0, -0.28); s = 0.96 / (2·√(0.96² + 0.72²)) + 1/2.
        Vector4 coordinates = result[(int)VertexOutput.Texture0];
        Assert.Equal(0.9f, coordinates.X, 1e-5f);
        Assert.Equal(0.5f, coordinates.Y, 1e-5f);
        Assert.Equal(-0.28f, coordinates.Z, 1e-5f);
    }
}
