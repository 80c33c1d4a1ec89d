using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>The toolkit keeps to the contract of backends, whatever is drawn, and allocates nothing for a draw like the one before.</summary>
public sealed class BackendUseTests : IDisposable
{
    private const uint ColorOffset = 0x1_0000;
    private const uint TextureOffset = 0x2_0000;
    private const uint End = 0xF_FFFF;

    private readonly StrictBench _bench = new(1 << 20, new StrictBackend());

    public BackendUseTests()
    {
        _bench.Draws.Call.Target = new RenderTarget
        {
            Color = new Surface(ColorOffset, TextureOffset - 1, 64 * 4),
            ColorFormat = SurfaceFormat.A8R8G8B8,
            Layout = SurfaceLayout.Pitch,
            Clip = new Rectangle(0, 0, 64, 48),
        };
    }

    public void Dispose() => _bench.Dispose();

    /// <summary>The alignment decides where within a draw a buffer is full.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void ManyDraws_OverAllBuffers_OverwriteNothingThatIsStillRead(int uniformAlignment)
    {
        const int Draws = 5000;
        var backend = new StrictBackend(uniformAlignment);
        using var renderer = new GpuRenderer(backend);
        renderer.Attach(_bench.Machine.Ram);
        for (int i = 0; i < Draws; i++)
        {
            renderer.Draw(_bench.Draws.Call);
        }

        Assert.Equal(Draws, backend.Draws);
    }

    [Fact]
    public void TexturesThatFillTheCache_OfOneDraw_AreThereWhenItComes()
    {
        // 64 MiB each on the host: four are as many as are kept. One of another draw is there before.
        _bench.Draws.UseTexture(Large(0));
        _bench.Renderer.Draw(_bench.Draws.Call);
        for (uint stage = 0; stage < DrawCall.TextureCount; stage++)
        {
            _bench.Draws.Call.Textures[stage] = Large(stage + 1);
        }

        _bench.Draws.Call.PixelProgram = AllStages();
        _bench.Renderer.Draw(_bench.Draws.Call);

        Assert.Equal(2, _bench.Backend.Draws);
        Assert.Equal(5, _bench.Renderer.Counters.TextureUploads);
    }

    /// <summary>Front and back faces take turns, and are drawn with the same state.</summary>
    [Fact]
    public void Polygons_OfTwoModesThatHostsDrawAlike_AreOneDraw()
    {
        _bench.Draws.Call.State = _bench.Draws.Call.State with { FrontMode = PolygonMode.Line, BackMode = PolygonMode.Point };
        _bench.Draws.Call.Primitive = Primitive.Triangles;
        PlainDraw.SetVertices(_bench.Draws.Call, [.. Enumerable.Range(0, 300).Select(static i => (new Vector4(i % 3 == (i / 3 % 2) ? 40 : 4, i % 3 == 2 ? 40 : 4, 0, 1), Vector4.One, Vector4.Zero))]);

        _bench.Renderer.Draw(_bench.Draws.Call);

        Assert.Equal(1, _bench.Backend.Draws);
    }

    [Fact]
    public void Draw_LikeTheOneBefore_AllocatesNothing()
    {
        _bench.Draws.UseTexture(RendererBench.Texture(TextureOffset, 16, 16) with { Limit = End });
        _bench.Draws.Call.State = _bench.Draws.Call.State with { FrontMode = PolygonMode.Fill, BackMode = PolygonMode.Line };
        for (int i = 0; i < 100; i++)
        {
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        _bench.Renderer.Draw(_bench.Draws.Call);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Stencil_WhoseReferenceAndMasksChange_TakesOnePipeline()
    {
        var stencil = new StencilState { IsEnabled = true, Function = CompareFunction.Equal, Pass = StencilOperation.Increment };
        _bench.Draws.Call.Target = _bench.Draws.Call.Target with { Depth = new Surface(0x4_0000, End, 256), DepthFormat = DepthFormat.Z24S8 };
        for (int i = 0; i < 64; i++)
        {
            _bench.Draws.Call.State = _bench.Draws.Call.State with { Stencil = stencil with { Reference = (byte)i, ReadMask = (byte)~i, WriteMask = (byte)(i | 1) } };
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        Assert.Equal(1, _bench.Renderer.Counters.Pipelines);
    }

    [Fact]
    public void States_OfWhatIsOff_TakeOnePipeline()
    {
        for (int i = 0; i < 8; i++)
        {
            _bench.Draws.Call.State = _bench.Draws.Call.State with
            {
                Blend = new BlendState { Source = (BlendFactor)i, Destination = (BlendFactor)i, Equation = (BlendEquation)(i % 4) },
                DepthFunction = (CompareFunction)i,
                WritesDepth = i % 2 == 1,
                Stencil = new StencilState { Function = (CompareFunction)i },
            };
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        Assert.Equal(1, _bench.Renderer.Counters.Pipelines);
    }

    [Fact]
    public void ManyPipelines_OfWhichOneIsAlwaysUsed_KeepThatOne()
    {
        VertexProgram plain = _bench.Draws.Call.VertexProgram;
        for (int i = 0; i < 1500; i++)
        {
            _bench.Draws.Call.VertexProgram = PlainDraw.PassThrough();
            _bench.Renderer.Draw(_bench.Draws.Call);
            _bench.Draws.Call.VertexProgram = plain;
            _bench.Renderer.Draw(_bench.Draws.Call);
        }

        Assert.Equal(1501, _bench.Renderer.Counters.Pipelines);
    }

    [Fact]
    public void Dispose_AfterDraws_LeavesNothing()
    {
        _bench.Draws.UseTexture(RendererBench.Texture(TextureOffset, 16, 16) with { Limit = End });
        _bench.Renderer.Draw(_bench.Draws.Call);

        _bench.Renderer.Dispose();

        Assert.Equal(0, _bench.Backend.AliveCount);
    }

    private static TextureState Large(uint number) =>
        RendererBench.Texture(TextureOffset + (number * 64), 4096, 4096) with { Limit = End, Format = TextureFormat.Y8, Pitch = 4096 };

    private static PixelProgram AllStages()
    {
        PixelProgram one = PlainDraw.Showing(CombinerRegister.Texture0);
        TextureStage stage = one.Textures[0];
        return new PixelProgram { Textures = [stage, stage, stage, stage], Combiners = one.Combiners, Final = one.Final };
    }
}
