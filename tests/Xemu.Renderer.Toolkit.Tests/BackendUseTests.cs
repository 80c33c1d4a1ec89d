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

    private readonly TestMachine _machine = new();
    private readonly StrictBackend _backend = new();
    private readonly GpuRenderer _renderer;
    private readonly RendererBench _bench;

    public BackendUseTests()
    {
        _renderer = new GpuRenderer(_backend);
        _renderer.Attach(_machine.Ram);
        _bench = new RendererBench(_machine.Ram);
        _bench.Call.Target = new RenderTarget
        {
            Color = new Surface(ColorOffset, TextureOffset - 1, 64 * 4),
            ColorFormat = SurfaceFormat.A8R8G8B8,
            Layout = SurfaceLayout.Pitch,
            Clip = new Rectangle(0, 0, 64, 48),
        };
        _bench.Rectangle(Vector4.One, 0, 0, 64, 48);
    }

    public void Dispose()
    {
        _renderer.Dispose();
        _machine.Dispose();
    }

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
        renderer.Attach(_machine.Ram);
        for (int i = 0; i < Draws; i++)
        {
            renderer.Draw(_bench.Call);
        }

        Assert.Equal(Draws, backend.Draws);
    }

    [Fact]
    public void TexturesThatFillTheCache_OfOneDraw_AreThereWhenItComes()
    {
        // 64 MiB each on the host: four are as many as are kept. One of another draw is there before.
        _bench.UseTexture(Large(0));
        _renderer.Draw(_bench.Call);
        for (uint stage = 0; stage < DrawCall.TextureCount; stage++)
        {
            _bench.Call.Textures[stage] = Large(stage + 1);
        }

        _bench.Call.PixelProgram = AllStages();
        _renderer.Draw(_bench.Call);

        Assert.Equal(2, _backend.Draws);
        Assert.Equal(5, _renderer.Counters.TextureUploads);
    }

    [Fact]
    public void Draw_LikeTheOneBefore_AllocatesNothing()
    {
        _bench.UseTexture(RendererBench.Texture(TextureOffset, 16, 16) with { Limit = End });
        _bench.Call.State = _bench.Call.State with { FrontMode = PolygonMode.Fill, BackMode = PolygonMode.Line };
        for (int i = 0; i < 100; i++)
        {
            _renderer.Draw(_bench.Call);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        _renderer.Draw(_bench.Call);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Stencil_WhoseReferenceAndMasksChange_TakesOnePipeline()
    {
        var stencil = new StencilState { IsEnabled = true, Function = CompareFunction.Equal, Pass = StencilOperation.Increment };
        _bench.Call.Target = _bench.Call.Target with { Depth = new Surface(0x4_0000, End, 256), DepthFormat = DepthFormat.Z24S8 };
        for (int i = 0; i < 64; i++)
        {
            _bench.Call.State = _bench.Call.State with { Stencil = stencil with { Reference = (byte)i, ReadMask = (byte)~i, WriteMask = (byte)(i | 1) } };
            _renderer.Draw(_bench.Call);
        }

        Assert.Equal(1, _renderer.Counters.Pipelines);
    }

    [Fact]
    public void States_OfWhatIsOff_TakeOnePipeline()
    {
        for (int i = 0; i < 8; i++)
        {
            _bench.Call.State = _bench.Call.State with
            {
                Blend = new BlendState { Source = (BlendFactor)i, Destination = (BlendFactor)i, Equation = (BlendEquation)(i % 4) },
                DepthFunction = (CompareFunction)i,
                WritesDepth = i % 2 == 1,
                Stencil = new StencilState { Function = (CompareFunction)i },
            };
            _renderer.Draw(_bench.Call);
        }

        Assert.Equal(1, _renderer.Counters.Pipelines);
    }

    [Fact]
    public void ManyPipelines_OfWhichOneIsAlwaysUsed_KeepThatOne()
    {
        VertexProgram plain = _bench.Call.VertexProgram;
        for (int i = 0; i < 1500; i++)
        {
            _bench.Call.VertexProgram = PlainDraw.PassThrough();
            _renderer.Draw(_bench.Call);
            _bench.Call.VertexProgram = plain;
            _renderer.Draw(_bench.Call);
        }

        Assert.Equal(1501, _renderer.Counters.Pipelines);
    }

    [Fact]
    public void Dispose_AfterDraws_LeavesNothing()
    {
        _bench.UseTexture(RendererBench.Texture(TextureOffset, 16, 16) with { Limit = End });
        _renderer.Draw(_bench.Call);

        _renderer.Dispose();

        Assert.Equal(0, _backend.AliveCount);
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
