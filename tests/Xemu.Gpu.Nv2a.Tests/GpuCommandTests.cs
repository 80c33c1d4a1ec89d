using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class GpuCommandTests
{
    [Fact]
    public void VertexProgram_AsText_NamesRegistersAndComponents()
    {
        var program = new VertexProgram(
            [
                new(VertexOperation.Dot4, VertexRegister.Output, (short)VertexOutput.Position, 1, new(VertexRegister.Input, 0), new(VertexRegister.Constant, 96), default),
                new(VertexOperation.Reciprocal, VertexRegister.Temporary, 1, 8, default, default, new(VertexRegister.Temporary, 0, 0xFF, IsNegated: true)),
                new(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Diffuse, 15, new(VertexRegister.Constant, 3, IsRelative: true), default, default),
            ],
            2);

        string[] lines = VertexProgramText.Of(program).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(["DP4 oPosition.x, v0, c[96]", "RCP R1.w, -R0.wwww", "MOV oDiffuse, c[A0.x + 3]"], lines);
    }

    [Fact]
    public void PixelProgram_AsText_TellsStagesAndMappings()
    {
        var program = new PixelProgram
        {
            Textures = [new TextureStage { Operation = TextureOperation.Project2D }, default, default, default],
            Combiners =
            [
                new CombinerStage(
                    new CombinerPortion
                    {
                        A = new(CombinerRegister.Texture0, false, CombinerMapping.UnsignedIdentity),
                        B = new(CombinerRegister.Diffuse, true, CombinerMapping.UnsignedInvert),
                        ProductAB = CombinerRegister.Spare0,
                        Scale = CombinerScale.Double,
                    },
                    default),
            ],
        };

        string[] lines = PixelProgramText.Of(program).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        Assert.Equal(["texture 0: Project2D, input 0, ZeroToOne", "combiner 0 color: Spare0 = Texture0 * (1 - Diffuse.a) (Double)"], lines);
    }

    [Fact]
    public void LastFrame_Ended_IsListedWithItsDrawsInOrder()
    {
        using var bench = new GpuBench(renderer: new RecordingRenderer());
        var push = new PushBuffer(bench);
        push.Kelvin3D(0x120, 0u, 1u, 2u).Kelvin3D(0x194, PushBuffer.Memory).Kelvin3D(0x198, PushBuffer.Memory);
        push.Kelvin3D(0x200, 64u << 16, 48u << 16, 0x128u, 0x0100_0100u, 0x30_0000u, 0x38_0000u);

        push.Kelvin3D(0x1D94, 0xF3u).Kelvin3D(0x17FC, 1u).Kelvin3D(0x1518, 1f, 2f, 3f, 1f).Kelvin3D(0x17FC, 0u).Kelvin3D(0x130, 0u);
        push.Kelvin3D(0x1D94, 0xF3u);

        ReadOnlySpan<FrameEntry> last = bench.Gpu.Log.Last;
        Assert.Equal((2, true, false), (last.Length, last[0].IsClear, last[1].IsClear));
        Assert.Equal("Points, 1 of 1 vertices -> 0x300000 A8R8G8B8", FrameText.Line(in last[1]));
        Assert.Contains("vertex program:", FrameText.Full(in last[1]), StringComparison.Ordinal);
    }
}
