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

        push.Kelvin3D(0x1A4, PushBuffer.Memory).Kelvin3D(0x1D6C, 0x20_0010u, 0xFEEDu);

        Assert.Equal(0xFEEDu, (uint)bench.Machine.Memory.ReadValue(0x20_0010, 4));
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

    [Fact]
    public void RandomMethods_AMillionOfThem_ThrowNothing()
    {
        (GpuBench bench, PushBuffer push, _) = Make();
        using GpuBench owned = bench;
        var random = new Random(6);
        Span<uint> data = stackalloc uint[16];
        for (int i = 0; i < 60_000; i++)
        {
            random.NextBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(data));
            uint method = (uint)random.Next(0x40, 0x800) * 4;
            if (method is >= 0x180 and < 0x200)
            {
                continue;
            }

            push.At(PushBuffer.Start + ((uint)i % 0x1000 * 0x80)).Words((16u << 18) | method).Words(data);
            bench.Write(0x00_3244, PushBuffer.Start + ((uint)i % 0x1000 * 0x80));
            push.Run();
            bench.Write(0x40_0100, uint.MaxValue);
            bench.Write(0x40_071C, 2);
        }

        Assert.Equal(1u, bench.Read(0x40_0720));
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
