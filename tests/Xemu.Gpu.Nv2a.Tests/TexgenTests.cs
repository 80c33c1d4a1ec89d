using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Gpu.Vertices;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class TexgenTests
{
    private const uint SphereMap = 0x2402;
    private const uint ReflectionMap = 0x8512;

    [Fact]
    public void SphereMap_ForThreeCoordinates_GivesTheReflectionAsTheThird()
    {
        Vector4 coordinates = Texture0(SphereMap, isInfinite: false, new Vector4(0, 0, 5, 1));

        // (0, 0, 1) reflected is (0.96, 0, -0.28); s = 0.96 / (2·√(0.96² + 0.72²)) + 1/2.
        Assert.Equal(0.9f, coordinates.X, 1e-5f);
        Assert.Equal(0.5f, coordinates.Y, 1e-5f);
        Assert.Equal(-0.28f, coordinates.Z, 1e-5f);
    }

    /// <summary>Both see (3, 0, 4), one along (0.6, 0, 0.8), the other along (0, 0, 1).</summary>
    [Theory]
    [InlineData(false, 0.936f, 0.352f)]
    [InlineData(true, 0.96f, -0.28f)]
    public void ReflectionMap_OfAnInfiniteViewer_ReflectsTheAxisAndNotTheRay(bool isInfinite, float x, float z)
    {
        Vector4 coordinates = Texture0(ReflectionMap, isInfinite, new Vector4(3, 0, 4, 1));

        Assert.Equal(x, coordinates.X, 1e-5f);
        Assert.Equal(0, coordinates.Y, 1e-5f);
        Assert.Equal(z, coordinates.Z, 1e-5f);
    }

    /// <summary>The first texture's coordinates of a vertex whose position the eye sees as told, and whose normal is (0.6, 0, -0.8).</summary>
    private static Vector4 Texture0(uint mode, bool isInfinite, Vector4 eye)
    {
        var key = new uint[FixedFunctionKey.Words];
        key.AsSpan(FixedFunctionKey.Texgen, 3).Fill(mode);
        key[FixedFunctionKey.InfiniteViewer] = isInfinite ? 1u : 0;
        var constants = new Vector4[DrawCall.VertexConstantCount];
        constants[FixedConstants.Numbers] = new Vector4(0, 1, 63.875f, 2);
        for (int row = 0; row < 4; row++)
        {
            constants[TransformContext.ModelView + row] = new Vector4(0, 0, 0, eye[row]);
        }

        constants[TransformContext.InverseModelView] = Vector4.UnitX;
        constants[TransformContext.InverseModelView + 1] = Vector4.UnitY;
        constants[TransformContext.InverseModelView + 2] = Vector4.UnitZ;
        var inputs = new Vector4[DrawCall.AttributeCount];
        inputs[0] = Vector4.One;
        inputs[2] = new Vector4(0.6f, 0, -0.8f, 1);
        VertexResult result = default;
        new VertexInterpreter().Run(FixedFunction.Build(key), inputs, constants, ref result);
        return result[(int)VertexOutput.Texture0];
    }
}
