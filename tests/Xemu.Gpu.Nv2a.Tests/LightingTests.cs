using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Colours that the fixed functions give; the numbers follow photographs of the console (nxdk_pgraph_tests).</summary>
public sealed class LightingTests
{
    private const uint Infinite = 1;
    private const uint Local = 2;
    private const uint SeparateSpecular = 1;

    [Fact]
    public void InfiniteLight_WithADirectionOfAnotherLength_IsTakenAsItIs()
    {
        using var bench = new LightBench(Infinite);
        bench.Push.Kelvin3D(0x1034, 0f, 0f, -2f);

        Assert.Equal(new Vector3(0.5f, 0, 0), bench.Draw(VertexOutput.Diffuse).AsVector3());
    }

    [Theory]
    [InlineData(1u, SeparateSpecular, 0f)]
    [InlineData(1u, 0u, 0.5f)]
    [InlineData(0u, SeparateSpecular, 0.5f)]
    public void SpecularLight_WithoutAPlaceApart_IsAddedToTheDiffuse(uint specularEnable, uint control, float green)
    {
        using var bench = new LightBench(Infinite);
        bench.Push.Kelvin3D(0x3B8, specularEnable).Kelvin3D(0x294, control);

        Assert.Equal(new Vector3(0.25f, green, 0), bench.Draw(VertexOutput.Diffuse).AsVector3());
    }

    [Theory]
    [InlineData(0f, -1f, 179)]
    [InlineData(0.9428090f, -0.3333333f, 60)]
    public void Light_OfSevenTenths_IsRoundedToThirteenBitsAsItsCosineIs(float y, float z, int expected)
    {
        using var bench = new LightBench(Infinite);
        bench.Push.Kelvin3D(0x100C, 0.7f, 0f, 0f).Kelvin3D(0x1034, 0f, 0f, -1f).Kelvin3D(0x1530, 0f, y, z);

        Assert.Equal(expected, (int)MathF.Round(bench.Draw(VertexOutput.Diffuse).X * 255));
    }

    [Fact]
    public void LocalLight_Shining_TakesTheSquareAndTheLastThreeParameters()
    {
        using var bench = new LightBench(Local);
        bench.Push.Kelvin3D(0x1024, 100f).Kelvin3D(0x105C, 0f, MathF.Sqrt(3), -1f).Kelvin3D(0x1068, 1f, 0f, 0f);
        bench.Push.Kelvin3D(0x9E0, -0.170208f, -0.855843f, 1.685635f, 0f, -0.494592f, 1.494592f);

        // The cosine is 1/2.
        Assert.Equal(0.5f * (0.25f / (1.494592f - (0.25f * 0.494592f))), bench.Draw(VertexOutput.Specular).Y, 1e-6f);
    }

    [Fact]
    public void BackFace_OfTheFixedFunctions_HasTheFrontsSpecularColour()
    {
        using var bench = new LightBench(Infinite);
        bench.Push.Kelvin3D(0x17C4, 1u).Kelvin3D(0x294, 0u).Kelvin3D(0x1A40, 0f, 0f, 1f, 0.25f).Kelvin3D(0x1A80, 1f, 1f, 0f, 1f);

        Assert.Equal(new Vector4(0, 0, 1, 0.25f), bench.Draw(VertexOutput.BackSpecular));
    }

    [Fact]
    public void BackFace_WithoutLighting_IsBlack()
    {
        using var bench = new LightBench(Infinite);
        bench.Push.Kelvin3D(0x314, 0u).Kelvin3D(0x17C4, 1u).Kelvin3D(0x1A70, 1f, 1f, 0f, 0.5f);

        Assert.Equal(new Vector4(0, 0, 0, 1), bench.Draw(VertexOutput.BackDiffuse));
    }

    [Theory]
    [InlineData(0u, 9f)]
    [InlineData(1u, 0.25f)]
    public void Program_WithLighting_LosesItsColours(uint lightingEnable, float red)
    {
        using var bench = new LightBench(Infinite);

        // MOV oD0, v0.
        bench.Push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, 0u, 0x0020_001Bu, 0x0836_106Cu, 0x2070_F819u).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);
        bench.Push.Kelvin3D(0x314, lightingEnable);

        Assert.Equal(red, bench.Draw(VertexOutput.Diffuse).X);
    }

    /// <summary>
    /// A chip that draws a point at (9, 0, 0) of the normal (0, 0, -1) with one light from there: diffuse (1/4, 0, 0), specular (0, 1/2, 0), whose
    /// cosine is its own power.
    /// </summary>
    private sealed class LightBench : IDisposable
    {
        private readonly RecordingRenderer _renderer = new();
        private readonly GpuBench _bench;

        public LightBench(uint kind)
        {
            _bench = new GpuBench(renderer: _renderer);
            Push = new PushBuffer(_bench);
            Push.Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, PushBuffer.Memory);
            Push.Kelvin3D(0x200, 64u << 16, 48u << 16, 0x128u, 0x0100_0100u, 0x30_0000u, 0x38_0000u);
            Push.Kelvin3D(0x480, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 1f);
            Push.Kelvin3D(0x580, 1f, 0f, 0f, 0f, 0f, 1f, 0f, 0f, 0f, 0f, 1f, 0f);
            Push.Kelvin3D(0x314, 1u).Kelvin3D(0x3BC, kind).Kelvin3D(0x3B8, 1u).Kelvin3D(0x294, SeparateSpecular);
            Push.Kelvin3D(0x100C, 0.25f, 0f, 0f, 0f, 0.5f, 0f).Kelvin3D(0x1028, 0f, 0f, -1f, 0f, 0f, -1f).Kelvin3D(0x9E0, 0f, 0f, 1f, 0f, 0f, 1f);
            Push.Kelvin3D(0x1530, 0f, 0f, -1f);
        }

        public PushBuffer Push { get; }

        /// <summary>Draws, and gives what the vertex gave.</summary>
        public Vector4 Draw(VertexOutput output)
        {
            for (int i = 0; i < 2; i++)
            {
                Push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1518, 9f, 0f, 0f, 1f).Kelvin3D(0x17FC, 0u);
            }

            return _renderer.Draws[1].VertexOutputs[(int)output];
        }

        public void Dispose() => _bench.Dispose();
    }
}
