using System.Numerics;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every renderer that draws must pass: that the guest finds in memory what was drawn, whenever it looks.</summary>
public abstract partial class RendererConformance : IDisposable
{
    private const uint Background = 0xFF00_0030;
    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Green = new(0, 1, 0, 1);

    private readonly TestMachine _machine = new();
    private readonly List<IRenderer> _made = [];

    /// <summary>How far a component of a colour may be off, of 255.</summary>
    protected virtual int Tolerance => 0;

    public void Dispose()
    {
        _made.ForEach(static renderer => (renderer as IDisposable)?.Dispose());
        _machine.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes a renderer; skips the test where the host cannot have it.</summary>
    /// <param name="machine">What it is made in.</param>
    protected abstract IRenderer CreateRenderer(TestMachine machine);

    /// <summary>Makes a renderer of a plugin's assembly, as a host does.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="typeName">The component type.</param>
    /// <param name="context">What it is made in.</param>
    protected static IRenderer Load(string path, string typeName, IComponentContext context) =>
        (IRenderer)PluginParts.Create<IComponent>(PluginParts.Load(path).Plugin, typeName, new Dictionary<string, object>(), context);

    [Fact]
    public void Clear_OfARectangle_FillsItAndNothingElse()
    {
        (IRenderer renderer, RendererBench bench) = Attached();

        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Clear(RendererBench.ClearAll(0xFFFF_FFFF) with { Area = new Rectangle(8, 4, 16, 12), Colors = ColorMask.Red | ColorMask.Alpha, ClearsDepth = false, ClearsStencil = false });

        AssertColor(0xFFFF_0030, bench.Pixel(8, 4));
        AssertColor(0xFFFF_0030, bench.Pixel(15, 11));
        AssertColor(Background, bench.Pixel(16, 11));
        AssertColor(Background, bench.Pixel(7, 4));
        Assert.Equal(0xFFFF_FF00u, bench.Word(RendererBench.DepthOffset + (((4 * RendererBench.Width) + 8) * 4)));
    }

    [Fact]
    public void Draw_Rectangle_FillsItsPixels()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));

        renderer.Draw(bench.Rectangle(Red, 8, 4, 24, 12));

        AssertColor(0xFFFF_0000, bench.Pixel(8, 4));
        AssertColor(0xFFFF_0000, bench.Pixel(23, 11));
        AssertColor(Background, bench.Pixel(24, 11));
        AssertColor(Background, bench.Pixel(8, 12));
    }

    [Fact]
    public void Draw_TriangleOfThreeColors_MixesThem()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        PlainDraw.SetVertices(bench.Call, [(new(32, 0, 0, 1), Red, default), (new(64, 48, 0, 1), Green, default), (new(0, 48, 0, 1), new(0, 0, 1, 1), default)]);

        renderer.Draw(bench.Call);

        AssertColor(0xFFEF_0808, bench.Pixel(31, 3), 10);
        AssertColor(0xFF03_F705, bench.Pixel(62, 47), 10);
        AssertColor(0xFF03_05F7, bench.Pixel(1, 47), 10);
        AssertColor(0xFF57_5454, bench.Pixel(32, 31), 4);
        Assert.Equal((0u, 0u), (bench.Pixel(0, 0), bench.Pixel(63, 3)));
    }

    [Fact]
    public void Draw_WithASwizzledTexture_ShowsItsTexels()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Fill(RendererBench.TextureOffset, 1, 0xFF33_2211);
        bench.Fill(RendererBench.TextureOffset + 4, 1, 0xFF66_5544);
        bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, 2, 1) with { Layout = SurfaceLayout.Swizzled, Pitch = 0 });
        bench.Rectangle(Red, 0, 0, 16, 8);
        for (int i = 0; i < bench.Call.VertexCount; i++)
        {
            bench.Call.Vertices[(i * DrawCall.AttributeCount) + 9] /= new Vector4(16, 8, 1, 1);
        }

        renderer.Draw(bench.Call);

        AssertColor(0xFF33_2211, bench.Pixel(3, 3));
        AssertColor(0xFF66_5544, bench.Pixel(12, 3));
    }

    [Fact]
    public void Draw_BehindWhatIsThere_LeavesIt()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        bench.Call.State = bench.Call.State with { IsDepthTested = true, WritesDepth = true };

        renderer.Draw(bench.Rectangle(Red, 0, 0, 32, 32, z: 1000));
        renderer.Draw(bench.Rectangle(Green, 16, 0, 48, 32, z: 2000));

        AssertColor(0xFFFF_0000, bench.Pixel(20, 8));
        AssertColor(0xFF00_FF00, bench.Pixel(40, 8));
        Assert.Equal(1000u, bench.Word(RendererBench.DepthOffset + (((8 * RendererBench.Width) + 20) * 4)) >> 8);
    }

    [Fact]
    public void Draw_WithATextureThatWasDrawn_ShowsIt()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        bench.Call.Target = RendererBench.Target with { Color = new Surface(RendererBench.TextureOffset, 0xF_FFFF, RendererBench.Width * 4), DepthFormat = DepthFormat.None };
        renderer.Draw(bench.Rectangle(Green, 0, 0, 64, 48));

        bench.Call.Target = RendererBench.Target;
        bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, RendererBench.Width, RendererBench.Height));
        renderer.Draw(bench.Rectangle(Red, 8, 8, 16, 16));

        AssertColor(0xFF00_FF00, bench.Pixel(8, 8));
        AssertColor(Background, bench.Pixel(16, 16));
    }

    /// <summary>Claims are of whole pages: what one surface gives back must not cost the other one what is drawn.</summary>
    [Fact]
    public void Draw_IntoTheLastPageOfWhatItSamples_ShowsBoth()
    {
        const uint Pitch = 256;
        (IRenderer renderer, RendererBench bench) = Attached();
        var whole = new Rectangle(0, 0, 64, 50);
        RenderTarget texture = RendererBench.Target with { Color = new Surface(0x2_0000, 0xF_FFFF, Pitch), ColorFormat = SurfaceFormat.R5G6B5, DepthFormat = DepthFormat.None, Clip = whole };
        RenderTarget target = RendererBench.Target with { Color = new Surface(0x2_0000 + (50 * Pitch), 0xF_FFFF, Pitch), DepthFormat = DepthFormat.None };
        renderer.Clear(new ClearCall(target, target.Clip, ColorMask.All, Background, false, false, 0));
        bench.Call.Target = texture;
        renderer.Draw(bench.Rectangle(Green, 0, 0, 64, 50));

        bench.Call.Target = target;
        bench.UseTexture(RendererBench.Texture(0x2_0000, 64, 50) with { Format = TextureFormat.R5G6B5, Pitch = Pitch });
        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 40));
        renderer.Draw(bench.Rectangle(Red, 8, 0, 16, 40));

        AssertColor(0xFF00_FF00, bench.Word(0x2_0000 + (50 * Pitch)));
        AssertColor(0xFF00_FF00, bench.Word(0x2_0000 + (89 * Pitch) + 60));
        AssertColor(Background, bench.Word(0x2_0000 + (90 * Pitch)));
    }

    /// <summary>Depth may lie behind the rows that are drawn now, where the picture had rows before.</summary>
    [Fact]
    public void Draw_WithDepthWhereThePictureHadRows_IsTested()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        RenderTarget target = RendererBench.Target with { Depth = new Surface(RendererBench.ColorOffset + (24 * RendererBench.Width * 4), 0xF_FFFF, RendererBench.Width * 4), Clip = new Rectangle(0, 0, 64, 24) };
        renderer.Clear(new ClearCall(target, target.Clip, ColorMask.All, Background, true, true, 0xFFFF_FF00));
        bench.Call.Target = target;
        bench.Call.State = bench.Call.State with { IsDepthTested = true, WritesDepth = true };

        renderer.Draw(bench.Rectangle(Red, 0, 0, 32, 24, z: 1000));
        renderer.Draw(bench.Rectangle(Green, 0, 0, 64, 24, z: 2000));

        AssertColor(0xFFFF_0000, bench.Pixel(8, 8));
        AssertColor(0xFF00_FF00, bench.Pixel(40, 8));
        Assert.Equal(1000u, bench.Word((uint)target.Depth.Offset) >> 8);
    }

    [Fact]
    public async Task Read_ByAnotherThreadWhileDrawsGoOn_FindsWhatWasDrawnBefore()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        for (uint round = 1; round <= 30; round++)
        {
            renderer.Clear(RendererBench.ClearAll(0xFF00_0000 | round));
            Task<uint> read = Task.Run(() => bench.Pixel(63, 47), TestContext.Current.CancellationToken);
            renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
            renderer.Draw(bench.Rectangle(Green, 8, 0, 16, 8));

            AssertColor(0xFF00_0000 | round, await read);
        }
    }

    [Fact]
    public void Draw_TwiceWithATextureThatTheGuestChanges_ShowsBothContents()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, RendererBench.Width, RendererBench.Height));
        bench.Fill(RendererBench.TextureOffset, RendererBench.Width * RendererBench.Height, 0xFF12_3456);
        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));

        bench.Fill(RendererBench.TextureOffset, RendererBench.Width * RendererBench.Height, 0xFF65_4321);
        renderer.Draw(bench.Rectangle(Red, 8, 0, 16, 8));

        AssertColor(0xFF12_3456, bench.Pixel(4, 4));
        AssertColor(0xFF65_4321, bench.Pixel(12, 4));
    }

    /// <summary>Memory is claimed before it is read: who reads first shows for ever what was there before a write that came in between.</summary>
    [Fact]
    public void Draw_OfATextureThatIsWrittenJustBeforeItsClaim_ShowsWhatWasWritten()
    {
        var bench = new RendererBench(_machine.Ram);
        bench.Rectangle(Vector4.One, 0, 0, RendererBench.Width, RendererBench.Height);
        bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, RendererBench.Width, RendererBench.Height));
        bench.Fill(RendererBench.TextureOffset, RendererBench.Width * RendererBench.Height, 0xFF11_1111);
        var block = new RacedBlock(_machine.Ram, RendererBench.TextureOffset, () => bench.Fill(RendererBench.TextureOffset, RendererBench.Width * RendererBench.Height, 0xFF77_7777));
        IRenderer renderer = Made();
        renderer.Attach(block);

        renderer.Draw(bench.Call);
        block.WriteOnce();
        renderer.Draw(bench.Call);

        AssertColor(0xFF77_7777, bench.Pixel(20, 20));
    }

    [Fact]
    public async Task Draw_BehindAWriteThatCameAmidADraw_ShowsWhatWasWritten()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        bench.Rectangle(Vector4.One, 0, 0, RendererBench.Width, RendererBench.Height);
        bench.UseTexture(RendererBench.Texture(RendererBench.TextureOffset, RendererBench.Width, RendererBench.Height));
        for (uint round = 0; round < 50; round++)
        {
            uint color = 0xFF00_0000 | (round * 0x03_0405);
            Task write = Task.Run(() => WriteTwice(bench, color), TestContext.Current.CancellationToken);

            renderer.Draw(bench.Call);
            await write;
            renderer.Draw(bench.Call);

            AssertColor(color, bench.Pixel(20, 20));
            AssertColor(color, bench.Pixel(50, 40));
        }
    }

    [Fact]
    public void Draw_OverWhatTheGuestWrote_KeepsTheRest()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        bench.Fill(RendererBench.ColorOffset + (RendererBench.Width * 4), RendererBench.Width, 0xFF77_7777);

        renderer.Draw(bench.Rectangle(Green, 4, 0, 8, 8));

        AssertColor(0xFFFF_0000, bench.Pixel(3, 0));
        AssertColor(0xFF77_7777, bench.Pixel(3, 1));
        AssertColor(0xFF00_FF00, bench.Pixel(5, 1));
        AssertColor(0xFF77_7777, bench.Pixel(20, 1));
    }

    [Fact]
    public void Draw_FollowedByAnotherInTheSameObject_WasDrawnAsItStood()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));

        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        Array.Clear(bench.Call.Vertices);
        Array.Clear(bench.Call.Indices);
        bench.Call.Target = default;

        AssertColor(0xFFFF_0000, bench.Pixel(4, 4));
    }

    [Fact]
    public void TakePassedCount_AfterACountedDraw_IsItsPixelsOnce()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        renderer.Clear(RendererBench.ClearAll(Background));
        bench.Call.State = bench.Call.State with { CountsPasses = true };
        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        renderer.Draw(bench.Rectangle(Red, 62, 0, 70, 2));
        bench.Call.State = bench.Call.State with { CountsPasses = false };
        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));

        Assert.Equal((68ul, 0ul), (renderer.TakePassedCount(), renderer.TakePassedCount()));
    }

    [Fact]
    public void Exchange_InTheMiddleOfAPicture_LosesNothing()
    {
        (IRenderer first, RendererBench bench) = Attached();
        first.Clear(RendererBench.ClearAll(Background));
        first.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        IRenderer second = Made();

        first.Detach();
        second.Attach(_machine.Ram);
        second.Draw(bench.Rectangle(Green, 8, 0, 16, 8));
        second.Detach();
        first.Attach(_machine.Ram);
        first.Draw(bench.Rectangle(Red, 16, 0, 24, 8));

        AssertColor(0xFFFF_0000, bench.Pixel(4, 4));
        AssertColor(0xFF00_FF00, bench.Pixel(12, 4));
        AssertColor(0xFFFF_0000, bench.Pixel(20, 4));
        AssertColor(Background, bench.Pixel(24, 4));
    }

    [Fact]
    public void WriteBack_AfterADraw_MarksItsPagesDirty()
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        using IDirtyTracker tracker = _machine.Ram.TrackDirty("test");
        var dirty = new ulong[((int)_machine.Ram.SizeBytes / IRamBlock.PageSize) / 64];
        tracker.Collect(0, dirty);

        renderer.Draw(bench.Rectangle(Red, 0, 0, 8, 8));
        renderer.WriteBack();
        tracker.Collect(0, dirty);

        Assert.NotEqual(0ul, (dirty[0] >> (int)(RendererBench.ColorOffset / IRamBlock.PageSize)) & 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Draw_OfAnyState_IsDoneWithoutAnException(int seed)
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        var random = new RandomDraw(new Random(seed));

        for (int i = 0; i < 100; i++)
        {
            random.Scramble(bench.Call);
            renderer.Draw(bench.Call);
        }

        renderer.Clear(new ClearCall(bench.Call.Target with { Color = new Surface(ulong.MaxValue - 8, ulong.MaxValue, 1) }, new Rectangle(0, 0, 4096, 4096), ColorMask.All, 1, true, true, 1));
        renderer.Clear(RendererBench.ClearAll(Background));
        AssertColor(Background, bench.Pixel(4, 4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Draw_OfAnySizeAndProgram_IsDoneWithoutAnException(int seed)
    {
        (IRenderer renderer, RendererBench bench) = Attached();
        var random = new RandomDraw(new Random(seed));

        for (int i = 0; i < 30; i++)
        {
            random.ScrambleAll(bench.Call);
            renderer.Draw(bench.Call);
        }

        renderer.Clear(RendererBench.ClearAll(Background));
        AssertColor(Background, bench.Pixel(4, 4));
    }

    /// <summary>
    /// A write that has begun before a claim stood is not told. So it is made twice: where the claim comes amid the first, the second is told, and where it comes
    /// amid the second, what is read then is there already.
    /// </summary>
    private static void WriteTwice(RendererBench bench, uint color)
    {
        bench.Fill(RendererBench.TextureOffset, RendererBench.Width * RendererBench.Height, color);
        bench.Fill(RendererBench.TextureOffset, RendererBench.Width * RendererBench.Height, color);
    }

    /// <summary>A renderer that has taken over the machine's memory, and what to draw.</summary>
    private (IRenderer Renderer, RendererBench Bench) Attached()
    {
        IRenderer renderer = Made();
        renderer.Attach(_machine.Ram);
        return (renderer, new RendererBench(_machine.Ram));
    }

    private IRenderer Made()
    {
        IRenderer renderer = CreateRenderer(_machine);
        _made.Add(renderer);
        return renderer;
    }

    private void AssertColor(uint expected, uint actual) => AssertColor(expected, actual, Tolerance);

    private static void AssertColor(uint expected, uint actual, int tolerance)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            int off = Math.Abs((int)((expected >> shift) & 0xFF) - (int)((actual >> shift) & 0xFF));
            Assert.True(off <= tolerance, $"Expected {expected:X8}, found {actual:X8}.");
        }
    }
}
