using System.Numerics;
using Sample.Renderer.Wireframe;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Samples.Tests;

/// <summary>What a third party takes as its model keeps to the contract: programs, samples, components, bits without colour.</summary>
public sealed class WireframeDrawTests : IDisposable
{
    private const uint Edge = 0xFF40_FF40;

    private readonly TestMachine _machine = new();
    private readonly WireframeRenderer _renderer;
    private readonly RendererBench _bench;

    public WireframeDrawTests()
    {
        _renderer = new WireframeRenderer(new WireframeOptions(), _machine);
        _renderer.Attach(_machine.Ram);
        _bench = new RendererBench(_machine.Ram);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _machine.Dispose();
    }

    /// <summary>As such programs end: the position is divided by its own W and comes to where the viewport is.</summary>
    [Fact]
    public void Program_ThatReadsItsPositionBack_PutsEdgesThere()
    {
        VertexSource position = new(VertexRegister.Output, (short)VertexOutput.Position);
        VertexSource w = position with { Swizzle = 0xFF };
        VertexSource temporary = new(VertexRegister.Temporary, 0);
        VertexSource offset = new(VertexRegister.Constant, 0);
        _bench.Call.VertexConstants[0] = new Vector4(8, 4, 0, 0);
        _bench.Call.VertexProgram = new VertexProgram(
            [
                PlainDraw.Move(VertexOutput.Position, 0),
                new VertexInstruction(VertexOperation.Reciprocal, VertexRegister.Temporary, 0, 1, w, w, w),
                new VertexInstruction(VertexOperation.MultiplyAdd, VertexRegister.Output, (short)VertexOutput.Position, 7, position, temporary with { Swizzle = 0 }, offset),
            ],
            1);

        Line(new Vector4(0, 8, 0, 2), new Vector4(40, 8, 0, 2));

        Assert.Equal((0u, Edge, Edge, 0u), (_bench.Pixel(7, 8), _bench.Pixel(8, 8), _bench.Pixel(28, 8), _bench.Pixel(29, 8)));
    }

    [Fact]
    public void Program_ThatAddsToATemporary_StartsFromZeroForEachVertex()
    {
        VertexSource input = new(VertexRegister.Input, 0);
        VertexSource temporary = new(VertexRegister.Temporary, 0);
        _bench.Call.VertexProgram = new VertexProgram(
            [
                new VertexInstruction(VertexOperation.Add, VertexRegister.Temporary, 0, 15, temporary, temporary, input),
                new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Position, 15, temporary, temporary, temporary),
            ],
            1);

        Line(new Vector4(4, 8, 0, 1), new Vector4(12, 8, 0, 1));

        Assert.Equal((Edge, Edge, 0u), (_bench.Pixel(4, 8), _bench.Pixel(12, 8), _bench.Pixel(13, 8)));
    }

    [Fact]
    public void Program_ThatWritesHalfOfThePosition_LeavesTheRestAsItWas()
    {
        VertexSource input = new(VertexRegister.Input, 0);
        _bench.Call.VertexOutputs[(int)VertexOutput.Position] = new Vector4(0, 20, 0, 1);
        _bench.Call.VertexProgram = new VertexProgram([new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Position, 1, input, input, input)], 0);

        Line(new Vector4(4, 8, 0, 1), new Vector4(12, 8, 0, 1));

        Assert.Equal((0u, Edge), (_bench.Pixel(8, 8), _bench.Pixel(8, 20)));
    }

    [Fact]
    public void Target_OfFourSamples_IsClearedAndDrawnAllOver()
    {
        RenderTarget target = RendererBench.Target with { Samples = SampleMode.Four, Clip = new Rectangle(0, 0, 32, 24) };
        _bench.Call.Target = target;

        _renderer.Clear(new ClearCall(target, target.Clip, ColorMask.All, 0xFF11_2233, false, false, 0));
        Line(new Vector4(4, 20, 0, 1), new Vector4(30, 20, 0, 1));

        Assert.Equal((0xFF11_2233u, Edge, Edge), (_bench.Pixel(63, 47), _bench.Pixel(8, 40), _bench.Pixel(60, 40)));
    }

    [Fact]
    public void Clear_OfSomeComponents_LeavesTheOthers()
    {
        _bench.Fill(RendererBench.ColorOffset, 1, 0x1122_3344);

        _renderer.Clear(RendererBench.ClearAll(0xAABB_CCDD) with { Colors = ColorMask.Alpha | ColorMask.Green });

        Assert.Equal(0xAA22_CC44u, _bench.Pixel(0, 0));
    }

    [Theory]
    [InlineData(SurfaceFormat.X8R8G8B8Z, 0x00BB_CCDDu, 0x0040_FF40u)]
    [InlineData(SurfaceFormat.X1A7R8G8B8O, 0xAABB_CCDDu, 0xFF40_FF40u)]
    [InlineData(SurfaceFormat.X1A7R8G8B8Z, 0x2ABB_CCDDu, 0x7F40_FF40u)]
    public void BitsWithoutColor_OfWhatIsWritten_AreTheFormats(SurfaceFormat format, uint cleared, uint drawn)
    {
        RenderTarget target = RendererBench.Target with { ColorFormat = format };
        _bench.Call.Target = target;

        _renderer.Clear(RendererBench.ClearAll(0xAABB_CCDD) with { Target = target });
        Line(new Vector4(4, 8, 0, 1), new Vector4(12, 8, 0, 1));

        Assert.Equal((cleared, drawn), (_bench.Pixel(0, 0), _bench.Pixel(8, 8)));
    }

    private void Line(Vector4 from, Vector4 to)
    {
        PlainDraw.SetVertices(_bench.Call, [(from, default, default), (to, default, default)]);
        _bench.Call.Primitive = Primitive.Lines;
        _renderer.Draw(_bench.Call);
    }
}
