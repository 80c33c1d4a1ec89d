using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Gpu.Nv2a.Tests;

public sealed class KelvinTests
{
    [Fact]
    public void ClearSurface_Executed_GivesTheAreaWithinTheClip()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x1D8C, 0x00FF_FF00u, 0x1122_3344u).Kelvin3D(0x1D98, 0x0010_0004u, 0x01FF_0000u).Kelvin3D(0x1D94, 0xF3u);

        ClearCall clear = Assert.Single(renderer.Clears);
        Assert.Equal(new Rectangle(4, 0, 17, 48), clear.Area);
        Assert.Equal(ColorMask.All, clear.Colors);
        Assert.Equal(0x1122_3344u, clear.ColorValue);
        Assert.True(clear.ClearsDepth && clear.ClearsStencil);
        Assert.Equal(0x00FF_FF00u, clear.DepthStencilValue);
        Assert.Equal(0x30_0000ul, clear.Target.Color.Offset);
    }

    [Fact]
    public void ImmediateVertices_Drawn_CarryTheCurrentAttributes()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x17FC, 5u);
        push.Kelvin3D(0x1550, 0.25f, 0.5f, 0.75f, 1f);
        push.Kelvin3D(0x1518, 1f, 2f, 3f, 4f);
        push.Kelvin3D(0x1518, 5f, 6f, 7f, 8f);
        push.Kelvin3D(0x156C, 0x0000_00FFu);
        push.Kelvin3D(0x1500, 9f, 10f, 11f);
        push.Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal(Primitive.Triangles, draw.Primitive);
        Assert.Equal(3, draw.Vertices.Length);
        Assert.Equal(new Vector4(1, 2, 3, 4), draw.Vertices[0][0]);
        Assert.Equal(new Vector4(0.25f, 0.5f, 0.75f, 1), draw.Vertices[1][3]);
        Assert.Equal(new Vector4(9, 10, 11, 1), draw.Vertices[2][0]);
        Assert.Equal(new Vector4(1, 0, 0, 0), draw.Vertices[2][3]);
    }

    [Fact]
    public void VerticesOfThreeShorts_Drawn_HaveAFourthComponentOfOne()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1540, 0x0000_7FFFu, 0x1234_8000u).Kelvin3D(0x1510, 0xFFFE_0003u, 0x1234_0005u).Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal(new Vector4(3, -2, 5, 1), Assert.Single(draw.Vertices)[0]);
        Assert.Equal(new Vector4(1, 1 / 65535f, -1, 1), draw.Vertices[0][2]);
    }

    [Fact]
    public void ArrayElements_Drawn_AreReadFromMemory()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        WriteFloats(bench, 0x20_0000, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        push.Kelvin3D(0x19C, PushBuffer.Memory);
        push.Kelvin3D(0x1720, 0x20_0000u).Kelvin3D(0x1760, 0x0000_0C32u);
        push.Kelvin3D(0x17FC, 5u).Kelvin3D(0x1800, 0x0000_0002u).Kelvin3D(0x1808, 1u).Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal([new(7, 8, 9, 1), new(1, 2, 3, 1), new(4, 5, 6, 1)], draw.Vertices.Select(static v => v[0]));
    }

    [Fact]
    public void DrawArrays_Drawn_TakesTheRange()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        WriteFloats(bench, 0x20_0000, 1, 2, 3, 4, 5, 6, 7, 8, 9);

        push.Kelvin3D(0x19C, PushBuffer.Memory);
        push.Kelvin3D(0x1720, 0x20_0000u).Kelvin3D(0x1760, 0x0000_0C32u);
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1810, 0x0100_0001u).Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal([new(4, 5, 6, 1), new(7, 8, 9, 1)], draw.Vertices.Select(static v => v[0]));
    }

    [Fact]
    public void InlineArray_Drawn_IsSplitByTheFormats()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x1760, 0x32u).Kelvin3D(0x176C, 0x40u);
        push.Kelvin3D(0x17FC, 1u);
        push.Kelvin3DAll(0x1818, Bits(1), Bits(2), Bits(3), 0xFF00_8040, Bits(4), Bits(5), Bits(6), 0);
        push.Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal(2, draw.Vertices.Length);
        Assert.Equal(new Vector4(0, 0x80 / 255f, 0x40 / 255f, 1), draw.Vertices[0][3]);
        Assert.Equal(new Vector4(4, 5, 6, 1), draw.Vertices[1][0]);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    public void EdgeFlag_OfArrays_IsTheCurrentOne(uint flag)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x19C, PushBuffer.Memory).Kelvin3D(0x1720, 0x20_0000u).Kelvin3D(0x1760, 0x0000_0C32u).Kelvin3D(0x16BC, flag);
        push.Kelvin3D(0x17FC, 5u).Kelvin3D(0x1810, 0x0200_0000u).Kelvin3D(0x17FC, 0u);
        push.Kelvin3D(0x1760, 0x32u).Kelvin3D(0x17FC, 5u).Kelvin3DAll(0x1818, new uint[9]).Kelvin3D(0x17FC, 0u);

        Assert.Equal(2, renderer.Draws.Count);
        Assert.All(renderer.Draws, draw => Assert.Equal(Enumerable.Repeat(flag == 0, flag == 0 ? 3 : 0), draw.HiddenEdges));
    }

    [Theory]
    [InlineData(0u, 0f)]
    [InlineData(0x1FFu, 63.875f)]
    [InlineData(0x200u, 1.5f)]
    [InlineData(uint.MaxValue, 1.5f)]
    public void LineWidth_Set_IsTakenUpToNineBits(uint word, float expected)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x380, 12u).Kelvin3D(0x380, word);
        DrawPoint(push);

        Assert.Equal(expected, Assert.Single(renderer.Draws).LineWidth);
    }

    [Theory]
    [InlineData(0x901u, false)]
    [InlineData(0x900u, true)]
    [InlineData(0u, true)]
    [InlineData(0x63u, true)]
    public void FrontFace_Set_IsTakenWhenItIsOneOfTwo(uint word, bool isClockwise)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x3A0, 0x900u).Kelvin3D(0x3A0, word);
        DrawPoint(push);

        Assert.Equal(isClockwise, Assert.Single(renderer.Draws).State.IsFrontClockwise);
    }

    [Fact]
    public void SecondBegin_WithoutAnEnd_GoesOnWithTheFirst()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x17FC, 5u).Kelvin3D(0x1500, 1f, 2f, 3f).Kelvin3D(0x17FC, 8u).Kelvin3D(0x1500, 4f, 5f, 6f).Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal(Primitive.Triangles, draw.Primitive);
        Assert.Equal([new(1, 2, 3, 1), new(4, 5, 6, 1)], draw.Vertices.Select(static v => v[0]));
    }

    [Fact]
    public void AttributesOfTheLastVertex_OfAnArray_AreCurrentAfterwards()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        WriteFloats(bench, 0x20_0000, 1, 2, 3, 0.5f, 4, 5, 6, 0.25f);

        push.Kelvin3D(0x19C, PushBuffer.Memory);
        push.Kelvin3D(0x1720, 0x20_0000u).Kelvin3D(0x1760, 0x0000_1032u).Kelvin3D(0x1738, 0x20_000Cu).Kelvin3D(0x1778, 0x0000_1012u);
        push.Kelvin3D(0x17FC, 2u).Kelvin3D(0x1810, 0x0100_0000u).Kelvin3D(0x17FC, 0u);
        push.Kelvin3D(0x1778, 0x0000_0002u).Kelvin3D(0x1760, 0x0000_0002u);
        DrawPoint(push);

        Assert.Equal(new Vector4(0.25f, 0, 0, 1), renderer.Draws[1].Vertices[0][6]);
    }

    [Fact]
    public void ResultsThatAProgramDoesNotWrite_Drawn_AreThoseOfTheVertexBefore()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        // MOV oFog, v4; then MOV oPos, v0.
        LoadProgram(push, 0, 0x0020_081B, 0x0836_106C, 0x2070_F828, 0, 0x0020_001B, 0x0836_106C, 0x2070_F801);
        push.Kelvin3D(0x1A40, 7f, 2f, 3f, 4f);
        DrawPoint(push);
        push.Kelvin3D(0x1A40, 9f, 2f, 3f, 4f).Kelvin3D(0x1EA0, 1u);
        DrawPoint(push);

        Assert.Equal(new Vector4(0, 0, 0, 1), renderer.Draws[0].VertexOutputs[(int)VertexOutput.Fog]);
        Assert.Equal(7, renderer.Draws[1].VertexOutputs[(int)VertexOutput.Fog].X);
    }

    [Fact]
    public void UnknownMemoriesOfRdi_AreApart()
    {
        using var bench = new GpuBench();

        // Words 15 and 16 of memory 1, then word 0 of memory 2.
        bench.Write(0x40_0750, 0x1_0000 + (15 * 4));
        bench.Write(0x40_0754, 5);
        bench.Write(0x40_0754, 6);
        bench.Write(0x40_0750, 0x2_0000);
        uint next = bench.Read(0x40_0754);
        bench.Write(0x40_0750, 0x1_0000 + (15 * 4));

        Assert.Equal((5u, 0u), (bench.Read(0x40_0754), next));
    }

    [Fact]
    public void Constants_ReadByRdi_HaveTheirLastComponentFirst()
    {
        (GpuBench bench, PushBuffer push, _) = Make();
        using GpuBench owned = bench;
        push.Kelvin3D(0x1EA4, 5u).Kelvin3D(0xB80, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 8u);

        bench.Write(0x40_0750, 0x17_0000 + (5 * 16));
        uint[] words = [.. Enumerable.Range(0, 8).Select(_ => bench.Read(0x40_0754))];

        Assert.Equal([4u, 3u, 2u, 1u, 8u, 7u, 6u, 5u], words);
    }

    [Fact]
    public void Constants_WrittenByRdi_AreReadInBothCopies()
    {
        using var bench = new GpuBench();

        bench.Write(0x40_0750, 0x17_0000 + (191 * 16));
        bench.Write(0x40_0754, 9);
        bench.Write(0x40_0754, 8);
        bench.Write(0x40_0750, 0xCC_0000 + (191 * 16));

        Assert.Equal([9u, 8u, 0u, 0u, 0u], Enumerable.Range(0, 5).Select(_ => bench.Read(0x40_0754)));
    }

    [Fact]
    public void Report_Got_HasTheCountBehindTheTime()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;
        renderer.PassedCount = 42;

        push.Kelvin3D(0x1A8, PushBuffer.Memory).Kelvin3D(0x17D0, 0x0120_0000u);

        Assert.Equal(42u, (uint)bench.Machine.Memory.ReadValue(0x20_0008, 4));
    }

    [Fact]
    public void Semaphore_Released_WritesItsWord()
    {
        (GpuBench bench, PushBuffer push, _) = Make();
        using GpuBench owned = bench;

        push.AddObject(32, isGraphics: false, 0x0000_B03D, 0xFFF, 0x20_0003, 0x20_0003);
        push.Kelvin3D(0x1A4, 32u).Kelvin3D(0x1D6C, 0x10u, 0xFEEDu).Kelvin3D(0x1D6C, 0x14u).Kelvin3D(0x1D74, 0xBEEFu);

        Assert.Equal(0xFEEDu, (uint)bench.Machine.Memory.ReadValue(0x20_0010, 4));
        Assert.Equal(0xBEEFu, (uint)bench.Machine.Memory.ReadValue(0x20_0014, 4));
    }

    [Fact]
    public void SameCombiners_DrawnTwice_AreOneProgram()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        DrawPoint(push);
        push.Kelvin3D(0xAC0, 0x0420_0000u);
        DrawPoint(push);
        push.Kelvin3D(0xAC0, 0u);
        DrawPoint(push);

        Assert.Same(renderer.Draws[0].PixelProgram, renderer.Draws[2].PixelProgram);
        Assert.NotSame(renderer.Draws[0].PixelProgram, renderer.Draws[1].PixelProgram);
        Assert.Equal(
            new CombinerInput(CombinerRegister.Diffuse, false, CombinerMapping.UnsignedIdentity), renderer.Draws[1].PixelProgram.Combiners[0].Color.A);
        Assert.Equal(
            new CombinerInput(CombinerRegister.Zero, false, CombinerMapping.UnsignedInvert), renderer.Draws[1].PixelProgram.Combiners[0].Color.B);
    }

    [Fact]
    public void WindowClip_OfARegion_HoldsForThoseBehindIt()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x2C4, 0x0010_0008u).Kelvin3D(0x2C0, 0x0030_0020u).Kelvin3D(0x2CC, 0x0050_0040u).Kelvin3D(0x2E0, 0x0007_0001u);
        DrawPoint(push);

        Rectangle first = new(0x20, 1, 0x31, 8);
        Rectangle last = new(0x40, 1, 0x51, 8);
        Assert.Equal([first, first, first, last, last, last, last, last], renderer.Draws[0].WindowClips);
    }

    [Theory]
    [InlineData(0x0101_2000u, TextureFilter.Nearest, TextureFilter.Nearest, false)]
    [InlineData(0x0206_2000u, TextureFilter.LinearMipLinear, TextureFilter.Linear, false)]
    [InlineData(0x0407_4000u, TextureFilter.Convolution, TextureFilter.Convolution, true)]
    public void TextureFilter_Resolved_NumbersTheConvolutionOfEachWay(uint word, TextureFilter minified, TextureFilter magnified, bool isGaussian)
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        // A swizzled R16B16 of 4 by 4 texels, on.
        push.Kelvin3D(0x1B00, 0u, 0x0221_3329u, 0x0303_0303u, 0x4000_0000u, 0u, word);
        DrawPoint(push);

        TextureState texture = Assert.Single(renderer.Draws).Textures[0];
        Assert.Equal(TextureFormat.R16B16, texture.Format);
        Assert.Equal((minified, magnified, isGaussian), (texture.MinFilter, texture.MagFilter, texture.IsGaussian));
    }

    [Fact]
    public void BumpMatrix_Resolved_HasItsSecondRowTurned()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x1B68, 1f, 2f, 3f, 4f);
        DrawPoint(push);

        Assert.Equal(new Vector4(1, 2, 4, 3), renderer.Draws[0].BumpMatrix);
    }

    [Fact]
    public void DepthFunction_ThatIsNone_LeavesTheOneBefore()
    {
        (GpuBench bench, PushBuffer push, RecordingRenderer renderer) = Make();
        using GpuBench owned = bench;

        push.Kelvin3D(0x354, 0x204u).Kelvin3D(0x354, 10u);
        DrawPoint(push);

        Assert.Equal(CompareFunction.Greater, renderer.Draws[0].State.DepthFunction);
    }

    [Fact]
    public void SavedWithinABatch_Restored_DrawsTheWholeBatch()
    {
        (GpuBench first, PushBuffer push, RecordingRenderer counted) = Make();
        (GpuBench second, PushBuffer rest, RecordingRenderer renderer) = Make();
        using GpuBench ownedFirst = first;
        using GpuBench ownedSecond = second;
        counted.PassedCount = 7;
        push.Kelvin3D(0x1A8, PushBuffer.Memory).Kelvin3D(0x17FC, 5u);
        push.Kelvin3D(0x1550, 0.25f, 0.5f, 0.75f, 1f).Kelvin3D(0x1518, 1f, 2f, 3f, 4f).Kelvin3D(0x1518, 5f, 6f, 7f, 8f);

        StateBytes.Load(second.Gpu, StateBytes.Save(first.Gpu));
        rest.At(push.Get).Kelvin3D(0x1518, 9f, 10f, 11f, 12f).Kelvin3D(0x17FC, 0u).Kelvin3D(0x17D0, 0x0120_0000u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal([new(1, 2, 3, 4), new(5, 6, 7, 8), new(9, 10, 11, 12)], draw.Vertices.Select(static v => v[0]));
        Assert.Equal(new Vector4(0.25f, 0.5f, 0.75f, 1), draw.Vertices[2][3]);
        Assert.Equal(7u, (uint)second.Machine.Memory.ReadValue(0x20_0008, 4));
    }

    private static void DrawPoint(PushBuffer push) =>
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1518, 1f, 2f, 3f, 1f).Kelvin3D(0x17FC, 0u);

    /// <summary>Loads a vertex program and turns it on.</summary>
    private static void LoadProgram(PushBuffer push, params ReadOnlySpan<uint> words) => push.Kelvin3D(0x1E9C, 0u).Kelvin3D(0xB00, words).Kelvin3D(0x1E94, 2u, 0u).Kelvin3D(0x1EA0, 0u);

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static void WriteFloats(GpuBench bench, uint address, params ReadOnlySpan<float> values) =>
        bench.Fill(address, System.Runtime.InteropServices.MemoryMarshal.AsBytes(values));

    /// <summary>A chip whose target is 64×48 pixels of A8R8G8B8 at 0x300000 with depth at 0x380000.</summary>
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
