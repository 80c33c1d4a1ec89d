namespace Xemu.Gpu.Nv2a.Tests;

public sealed class MethodTests
{
    [Theory]
    [InlineData(0x1D94u, "NV097_CLEAR_SURFACE")]
    [InlineData(0x4F0u, "NV097_SET_MODEL_VIEW_MATRIX[1][12]")]
    [InlineData(0x10B4u, "NV097_SET_LIGHT_INFINITE_DIRECTION[1][0]")]
    [InlineData(0x1B8Cu, "NV097_SET_TEXTURE_CONTROL0[2]")]
    [InlineData(0x1A48u, "NV097_SET_VERTEX_DATA4F_M[4][2]")]
    [InlineData(0x154u, "NV097_0154")]
    public void Name_OfAMethod_HasItsIndices(uint method, string name) => Assert.Equal(name, KelvinMethodTable.Table.NameOf(method));

    [Fact]
    public void Table_WithTwoMethodsAtOneOffset_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new MethodTable("NV000", [new(0x300, "A") { Words = 2 }, new(0x304, "B")]));

    [Fact]
    public void Attributes_AllOfThem_HaveNames() =>
        Assert.DoesNotContain(AttributeMethods.All, static g => !KelvinMethodTable.Table.TryGet(g.First, out MethodDefinition? d) || d.Offset > g.First);

    [Fact]
    public void UndoneMethod_Used_IsCountedAndNamedOnce()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        Assert.Equal(string.Empty, bench.Machine.StatusItems["not-done"]());

        push.Kelvin3D(0x1E68, 1u).Kelvin3D(0x1E68, 2u).Kelvin3D(0x154, 0u);

        Assert.Equal(2, bench.Machine.Counters["methods-unimplemented"]());
        Assert.Equal(1, bench.Machine.Counters["methods-unhandled"]());
        Assert.Equal("NV097_SET_SHADOW_ZSLOPE_THRESHOLD and 1 more", bench.Machine.StatusItems["not-done"]());
    }

    [Fact]
    public void OddChoice_Set_IsCountedAndNamed()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);

        push.Kelvin3D(0x17C0, 0x1503u).Kelvin3D(0x17C0, 0x999u).Kelvin3D(0x17FC, 11u);

        Assert.Equal(2, bench.Machine.Counters["states-unusual"]());
        Assert.Equal("NV097_SET_LOGIC_OP = 0x999 and 1 more", bench.Machine.StatusItems["not-done"]());
    }

    [Fact]
    public void OddChoice_Set_LeavesWhatWasThere()
    {
        var renderer = new RecordingRenderer();
        using var bench = new GpuBench(renderer: renderer);
        var push = new PushBuffer(bench);

        push.Kelvin3D(0x354, 0x204u).Kelvin3D(0x354, 0x999u).Kelvin3D(0x3A0, 0x900u).Kelvin3D(0x3A0, 0u);
        push.Kelvin3D(0x17FC, 1u).Kelvin3D(0x1500, 1f, 2f, 3f).Kelvin3D(0x17FC, 0u);

        RecordingRenderer.Recorded draw = Assert.Single(renderer.Draws);
        Assert.Equal(Xemu.Abstractions.Graphics.CompareFunction.Greater, draw.State.DepthFunction);
        Assert.True(draw.State.IsFrontClockwise);
    }

    [Theory]
    [InlineData(0x1B04u, 0x0001_0629u, 0x0001_7F29u)]
    [InlineData(0x1BD4u, 0x0106_2000u, 0x0309_0000u)]
    [InlineData(0x1764u, 0x0000_1032u, 0x0000_1033u)]
    [InlineData(0x1E70u, 0x0008_9401u, 0x0000_001Fu)]
    [InlineData(0x208u, 0x0000_0128u, 0x0000_012Fu)]
    [InlineData(0x3D8u, 0x0000_2400u, 0x0000_2403u)]
    public void Numbers_OfAChoice_AreToldApart(uint method, uint known, uint unknown)
    {
        Assert.Contains(method, KelvinChoices.Methods);
        Assert.True(KelvinChoices.IsKnown(method, known));
        Assert.False(KelvinChoices.IsKnown(method, unknown));
    }

    [Fact]
    public void UnknownClass_Bound_IsNamedAndItsMethodsAreDropped()
    {
        using var bench = new GpuBench();
        var push = new PushBuffer(bench);
        push.AddObject(21, isGraphics: true, 0x48, 0, 0, 0);

        push.Method(3, 0, 21u).Method(3, 0x300, 1u, 2u);

        Assert.Equal("class 0x48", bench.Machine.StatusItems["not-done"]());
        Assert.Equal(bench.Read(0x80_0040), push.Get);
    }

    [Fact]
    public void Trace_TurnedOn_NamesEachMethodWithItsWord()
    {
        using var bench = new GpuBench(traced: "METHODS");
        var push = new PushBuffer(bench);
        bench.Machine.TraceLines.Clear();

        push.Kelvin3D(0x17FC, 5u).Kelvin3D(0x200, 0x0280_0000u, 0x01E0_0000u);

        Assert.Equal(
            ["0 NV097_SET_BEGIN_END = 0x5", "0 NV097_SET_SURFACE_CLIP_HORIZONTAL = 0x2800000", "0 NV097_SET_SURFACE_CLIP_VERTICAL = 0x1E00000"],
            bench.Machine.TraceLines);
    }
}
