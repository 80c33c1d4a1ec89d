using System.Numerics;
using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>What programs leave behind in the chip: constants, and results.</summary>
public sealed class StateProgramTests
{
    /// <summary>MOV c5, v0 as the last instruction.</summary>
    private static readonly uint[] MoveToConstant = [0, 0x0020_001B, 0x0836_106C, 0x2070_F029];

    /// <summary>MOV oPos, v0.</summary>
    private static readonly uint[] MoveToPosition = [0, 0x0020_001B, 0x0836_106C, 0x2070_F800];

    [Fact]
    public void StateProgram_Launched_WritesConstantsFromItsVector()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        push.Kelvin3D(0x1E9C, 7u).Kelvin3D(0xB00, MoveToConstant);

        push.Kelvin3D(0x1E80, 1f, 2f, 3f, 4f).Kelvin3D(0x1E90, 7u);

        Assert.Equal(new Vector4(1, 2, 3, 4), ConstantByRdi(bench, 5));
        Assert.Empty(renderer.Draws);
        Assert.Equal(0, bench.Machine.Counters["methods-unimplemented"]());
    }

    [Fact]
    public void StateProgram_LaunchedBehindTheMemory_DoesNothing()
    {
        (GpuBench bench, PushBuffer push, _) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x1E80, 1f, 2f, 3f, 4f).Kelvin3D(0x1E90, 136u).Kelvin3D(0x1E90, 0xFFFF_FFFFu);

        Assert.Equal(Vector4.Zero, ConstantByRdi(bench, 5));
    }

    [Theory]
    [InlineData(0u, 0f)]
    [InlineData(1u, 9f)]
    public void VertexProgram_ThatWritesConstants_DoesSoWhereItMay(uint writeEnable, float expected)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, [.. MoveToPosition, .. MoveToConstant]).Kelvin3D(0x1E94, 2u, writeEnable).Kelvin3D(0x1EA0, 0u);

        DrawPoint(push, 9);

        Assert.Equal(expected, ConstantByRdi(bench, 5).X);
        Assert.Equal(9, renderer.Draws[0].Vertices[0][0].X);
    }

    [Theory]
    [InlineData(191u, 7f)]
    [InlineData(192u, 0f)]
    [InlineData(193u, 0f)]
    [InlineData(255u, 0f)]
    public void VertexProgram_ThatReadsBehindTheConstants_ReadsZeros(uint index, float expected)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        push.Kelvin3D(0x1EA4, 191u).Kelvin3D(0xB80, 7f, 7f, 7f, 7f).Kelvin3D(0xA10, 1f, 1f, 1f).Kelvin3D(0x3A8, 1f, 1f, 1f);

        // MOV oPos, v0 and MOV oD0, c[index].
        uint[] program = [.. MoveToPosition, 0, 0x0020_001B | (index << 13), 0x0C36_106C, 0x2070_F819];
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, program).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);
        DrawPoint(push, 9);
        DrawPoint(push, 9);

        Assert.Equal(new Vector4(expected), renderer.Draws[1].VertexOutputs[(int)VertexOutput.Diffuse]);
    }

    [Theory]
    [InlineData(191u, 1)]
    [InlineData(192u, 0)]
    [InlineData(200u, 0)]
    [InlineData(255u, 0)]
    public void VertexProgram_ThatWritesBehindTheConstants_WritesNothing(uint index, int expected)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        // MOV oPos, v0 and MOV c[index], v0.
        uint[] program = [.. MoveToPosition, 0, 0x0020_001B, 0x0836_106C, 0x2070_F001 | (index << 3)];
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, program).Kelvin3D(0x1E94, 2u, 1u).Kelvin3D(0x1EA0, 0u);
        DrawPoint(push, 9);

        Assert.Equal(expected, renderer.Draws[0].VertexProgram.Code.Count(static one => one.Destination == VertexRegister.Constant));
    }

    [Fact]
    public void WriteEnable_ChangedBetweenDraws_HoldsForTheSecond()
    {
        (GpuBench bench, PushBuffer push, _) = Make();
        using GpuBench owned = bench;
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, [.. MoveToPosition, .. MoveToConstant]).Kelvin3D(0x1E94, 2u, 1u).Kelvin3D(0x1EA0, 0u);
        DrawPoint(push, 3);

        push.Kelvin3D(0x1E98, 0u);
        DrawPoint(push, 9);

        Assert.Equal(3, ConstantByRdi(bench, 5).X);
    }

    [Fact]
    public void TextureCoordinates_NotWrittenByAProgram_AreThoseOfNoVertexBefore()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        // MOV oTex0, v0 and MOV oFog, v0; the second program writes neither.
        uint[] both = [0, 0x0020_001B, 0x0836_106C, 0x2070_F848, 0, 0x0020_001B, 0x0836_106C, 0x2070_F829];
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, both).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);
        DrawPoint(push, 9);
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, 0u, 0x0020_001Bu, 0x0836_106Cu, 0x2070_F801u);
        DrawPoint(push, 4);

        Assert.Equal(new Vector4(0, 0, 0, 1), renderer.Draws[1].VertexOutputs[(int)VertexOutput.Texture0]);
        Assert.Equal(9, renderer.Draws[1].VertexOutputs[(int)VertexOutput.Fog].X);
    }

    [Fact]
    public void FogCoordinate_OfAProgramWithRadialFog_IsFarAway()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        // MOV oFog, v0.
        push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, 0u, 0x0020_001Bu, 0x0836_106Cu, 0x2070_F829u).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);
        DrawPoint(push, 9);
        push.Kelvin3D(0x2A0, 1u);
        DrawPoint(push, 9);
        DrawPoint(push, 9);

        Assert.Equal(9, renderer.Draws[1].VertexOutputs[(int)VertexOutput.Fog].X);
        Assert.Equal(1.8446744e19f, renderer.Draws[2].VertexOutputs[(int)VertexOutput.Fog].X);
    }

    private static void DrawPoint(PushBuffer push, float x) => push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1518, x, 2f, 3f, 1f).Kelvin3D(0x17FC, 0u);

    private static Vector4 ConstantByRdi(GpuBench bench, uint index)
    {
        bench.Write(0x40_0750, 0x17_0000 + (index * 16));
        float[] words = [.. Enumerable.Range(0, 4).Select(_ => BitConverter.UInt32BitsToSingle(bench.Read(0x40_0754)))];
        return new Vector4(words[3], words[2], words[1], words[0]);
    }

    /// <summary>A chip whose target is 64×48 pixels of A8R8G8B8.</summary>
    private static (GpuBench Bench, PushBuffer Push, RecordingRenderer Renderer) Make()
    {
        var renderer = new RecordingRenderer();
        var bench = new GpuBench(renderer: renderer);
        var push = new PushBuffer(bench);
        push.Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, PushBuffer.Memory);
        push.Kelvin3D(0x200, 64u << 16, 48u << 16, 0x128u, 0x0100_0100u, 0x30_0000u, 0x38_0000u);
        return (bench, push, renderer);
    }
}
