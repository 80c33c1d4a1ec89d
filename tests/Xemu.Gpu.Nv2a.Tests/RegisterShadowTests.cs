using Xemu.Abstractions.Graphics;

namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Registers of PGRAPH that hold what methods of Kelvin have set.</summary>
public sealed class RegisterShadowTests
{
    [Theory]
    [InlineData(0x1804u, 0x344u, 0x302u, 0x0000_0040u, 0x0000_00F0u)]
    [InlineData(0x1804u, 0x350u, 0x8006u, 0x0000_0002u, 0x0000_0007u)]
    [InlineData(0x194Cu, 0x340u, 0x7Fu, 0x0000_007Fu, 0x0000_00FFu)]
    [InlineData(0x194Cu, 0x354u, 0x203u, 0x0003_0000u, 0x000F_0000u)]
    [InlineData(0x194Cu, 0x358u, 0x0001_0001u, 0x2800_0000u, 0x3C00_0000u)]
    [InlineData(0x1950u, 0x368u, 0xA5u, 0x0000_A500u, 0x0000_FF00u)]
    [InlineData(0x1954u, 0x374u, 0x1E01u, 0x0000_0030u, 0x0000_00F0u)]
    [InlineData(0x1958u, 0x29Cu, 0x801u, 0x0003_0000u, 0x0007_0000u)]
    [InlineData(0x1980u, 0x2A8u, 0x4433_2211u, 0x4411_2233u, 0xFFFF_FFFFu)]
    [InlineData(0x1990u, 0x39Cu, 0x408u, 0x0060_0000u, 0x0060_0000u)]
    [InlineData(0x1990u, 0x380u, 0x1A5u, 0x001A_5000u, 0x001F_F000u)]
    [InlineData(0x183Cu, 0x1BF4u, 0x3F80_0000u, 0x3F80_0000u, 0xFFFF_FFFFu)]
    [InlineData(0x1998u, 0x1E78u, 0x0021_0000u, 0x0021_0000u, 0x0031_8000u)]
    [InlineData(0x1A08u, 0x1B44u, 0x0331_0629u, 0x0331_0688u, 0xFFFF_FFFEu)]
    [InlineData(0x1A6Cu, 0x2E8u, 0x0123_0045u, 0x0123_0045u, 0xFFFF_FFFFu)]
    [InlineData(0xFB4u, 0x2A0u, 6u, 0x0100_0000u, 0x01C0_0000u)]
    [InlineData(0xFB8u, 0x298u, 0x1B2u, 0x0470_0040u, 0x07F8_00C0u)]
    [InlineData(0xFBCu, 0x3E4u, 0x2401u, 0x0000_0100u, 0x0000_0380u)]
    public void Method_Executed_IsInItsRegister(uint register, uint method, uint data, uint expected, uint mask)
    {
        using var bench = new GpuBench();

        _ = new PushBuffer(bench).Kelvin3D(method, data);

        Assert.Equal(expected, bench.Read(0x40_0000 + register) & mask);
    }

    [Fact]
    public void Registers_WrittenByTheCpu_ChangeWhatDrawsUse()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);
        var push = new PushBuffer(bench);

        bench.Write(0x40_1804, 0x0000_0548);
        bench.Write(0x40_194C, 0x0904_4000);
        bench.Write(0x40_1990, 0x1020_0002);
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1500, 1f, 2f, 3f).Kelvin3D(0x17FC, 0u);

        PipelineState state = Assert.Single(renderer.Draws).State;
        Assert.Equal((true, BlendFactor.SourceAlpha, BlendFactor.InverseSourceAlpha), (state.Blend.IsEnabled, state.Blend.Source, state.Blend.Destination));
        Assert.Equal((true, CompareFunction.Greater, true, ColorMask.Red), (state.IsDepthTested, state.DepthFunction, state.WritesDepth, state.ColorMask));
        Assert.Equal((PolygonMode.Line, Faces.Front), (state.FrontMode, state.CulledFaces));
    }

    [Fact]
    public void Field_WrittenWithANumberThatMeansNothing_StaysAsItWas()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        push.Kelvin3D(0x354, 0x204u);

        bench.Write(0x40_194C, 0x000C_0000);

        Assert.Equal(0x0004_0000u, bench.Read(0x40_194C) & 0x000F_0000);
    }

    [Fact]
    public void RegistersThatAreWhole_ReadBack_AreWhatWasWritten()
    {
        using var bench = new GpuBench();
        uint[] registers = [.. KelvinRegisterTable.All.Where(static f => f.Bits == 32).Select(static f => f.Register)];

        foreach (uint register in registers)
        {
            bench.Write(0x40_0000 + register, register * 0x1_0001);
        }

        Assert.Equal(registers.Select(static r => r * 0x1_0001), registers.Select(r => bench.Read(0x40_0000 + r)));
    }

    [Fact]
    public void Fields_OfARegister_DoNotLieOverEachOther() =>
        Assert.DoesNotContain(
            KelvinRegisterTable.All.GroupBy(static f => f.Register),
            static r => r.SelectMany(static f => Enumerable.Range(f.Shift, f.Bits)).GroupBy(static bit => bit).Any(static bit => bit.Count() > 1));
}
