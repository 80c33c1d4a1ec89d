using System.Numerics;
using Xemu.Abstractions.Graphics;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>The renderer over a host GPU draws what the software renderer draws, and keeps memory right for everybody else.</summary>
public sealed class GpuRendererTests
{
    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Green = new(0, 1, 0, 1);
    private static readonly Vector4 Half = new(0.25f, 0.5f, 0.75f, 0.5f);

    [Fact]
    public void Triangle_OfThreeColors_IsTheSoftwareRenderersWithinTwoSteps()
    {
        using var pair = new RendererPair();

        pair.Clear(new ClearCall(pair.Call.Target, pair.Call.Target.Clip, ColorMask.All, 0xFF10_2030, true, true, 0xFFFF_FF00));
        pair.Draw(
            (new(31.3f, 4.6f, 1000, 1), Red, default),
            (new(58.2f, 41.9f, 1000, 1), Green, default),
            (new(3.7f, 40.1f, 1000, 1), new Vector4(0, 0, 1, 1), default));

        // The chip weighs the vertices' colours with eight bits.
        pair.AssertSamePicture(tolerance: 2);
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * RendererPair.Height * 4);
    }

    [Fact]
    public void Triangle_WithPerspective_IsTheSoftwareRenderersWithinTwoSteps()
    {
        using var pair = new RendererPair();

        pair.Draw((new(31, 4, 0, 1), Red, default), (new(58, 41, 0, 4), Green, default), (new(3, 40, 0, 9), new Vector4(0, 0, 1, 0), default));

        pair.AssertSamePicture(tolerance: 2);
    }

    [Theory]
    [InlineData(0.26863f)]
    [InlineData(0.40983f)]
    [InlineData(0.0921f)]
    [InlineData(float.NaN)]
    [InlineData(-1f)]
    [InlineData(2f)]
    public void Rectangle_OfAColorBetweenTwoBytes_IsRoundedAsTheChipDoes(float component)
    {
        using var pair = new RendererPair();

        pair.DrawRectangle(new Vector4(component, 0, component, 1), 0, 0, 40, 40);

        pair.AssertSamePicture(tolerance: 0);
    }

    [Theory]
    [InlineData(SurfaceFormat.X1R5G5B5Z)]
    [InlineData(SurfaceFormat.X1R5G5B5O)]
    [InlineData(SurfaceFormat.R5G6B5)]
    [InlineData(SurfaceFormat.X8R8G8B8Z)]
    [InlineData(SurfaceFormat.X8R8G8B8O)]
    [InlineData(SurfaceFormat.X1A7R8G8B8O)]
    [InlineData(SurfaceFormat.A8R8G8B8)]
    [InlineData(SurfaceFormat.B8)]
    [InlineData(SurfaceFormat.G8B8)]
    public void Rectangle_InAnyFormat_HasTheFormatsBits(SurfaceFormat format)
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { ColorFormat = format };

        pair.DrawRectangle(Half, 5, 6, 20, 22);
        pair.DrawRectangle(Red, 10, 10, 30, 30);

        // Only what was drawn is looked at: what lies between is the format's own business where bits hold no colour.
        int pixelBytes = SurfaceMemory.BytesPerPixel(format);
        uint half = RendererPair.ColorOffset + (RendererPair.Width * 4 * 8) + (uint)(8 * pixelBytes);
        pair.AssertSame(half, 8 * pixelBytes);
        pair.AssertSame(RendererPair.ColorOffset + (RendererPair.Width * 4 * 12) + (uint)(12 * pixelBytes), 8 * pixelBytes);
        Assert.NotEqual(0u, pair.Word(half));
    }

    [Fact]
    public void SwizzledSurface_Drawn_LiesSwizzledInMemory()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with
        {
            Layout = SurfaceLayout.Swizzled,
            WidthLog2 = 5,
            HeightLog2 = 4,
            Color = new Surface(RendererPair.ColorOffset, RendererPair.MemoryEnd, 0),
            DepthFormat = DepthFormat.None,
            Clip = new Rectangle(0, 0, 32, 16),
        };

        pair.DrawRectangle(Half, 3, 2, 29, 11);

        pair.AssertSame(RendererPair.ColorOffset, 32 * 16 * 4);
    }

    [Theory]
    [InlineData(DepthFormat.Z16, false)]
    [InlineData(DepthFormat.Z16, true)]
    [InlineData(DepthFormat.Z24S8, false)]
    [InlineData(DepthFormat.Z24S8, true)]
    public void Depth_OfAnyFormat_IsStoredAndComparedExactly(DepthFormat format, bool isFloat)
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { DepthFormat = format, IsFloatDepth = isFloat };
        pair.Call.State = pair.Call.State with { IsDepthTested = true, WritesDepth = true };
        pair.Clear(new ClearCall(pair.Call.Target, pair.Call.Target.Clip, ColorMask.All, 0, true, false, uint.MaxValue));

        pair.DrawRectangle(Red, 0, 0, 20, 20, 300);
        pair.DrawRectangle(Green, 10, 0, 30, 10, 299.5f);
        pair.DrawRectangle(Half, 0, 10, 30, 15, 300);

        pair.AssertSamePicture();
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * 4 * RendererPair.Height);
    }

    [Fact]
    public void Stencil_CountedAndTested_IsTheSame()
    {
        using var pair = new RendererPair();
        var stencil = new StencilState
        {
            IsEnabled = true,
            Function = CompareFunction.GreaterOrEqual,
            Reference = 2,
            ReadMask = 0xFF,
            WriteMask = 0xFF,
            Fail = StencilOperation.Invert,
            Pass = StencilOperation.Increment,
        };
        pair.Call.State = pair.Call.State with { Stencil = stencil };

        for (int i = 0; i < 5; i++)
        {
            pair.DrawRectangle(Half, i * 3, i, 40, 30);
        }

        pair.AssertSamePicture();
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * 4 * RendererPair.Height);
    }

    [Theory]
    [InlineData(BlendFactor.SourceAlpha, BlendFactor.InverseSourceAlpha, BlendEquation.Add)]
    [InlineData(BlendFactor.DestinationColor, BlendFactor.Zero, BlendEquation.Add)]
    [InlineData(BlendFactor.One, BlendFactor.One, BlendEquation.ReverseSubtract)]
    [InlineData(BlendFactor.SourceAlphaSaturate, BlendFactor.ConstantColor, BlendEquation.Add)]
    [InlineData(BlendFactor.DestinationAlpha, BlendFactor.InverseConstantAlpha, BlendEquation.Subtract)]
    [InlineData(BlendFactor.One, BlendFactor.One, BlendEquation.Max)]
    public void Blending_OfAnyFactors_IsTheSameWithinOneStep(BlendFactor source, BlendFactor destination, BlendEquation equation)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.ColorOffset, RendererPair.Width * RendererPair.Height * 4);
        pair.Call.Constants.BlendColor = 0x8040_20C0;
        pair.Call.State = pair.Call.State with
        {
            Blend = new BlendState { IsEnabled = true, Source = source, Destination = destination, Equation = equation },
        };

        pair.DrawRectangle(Half, 0, 0, 64, 48);

        pair.AssertSamePicture(tolerance: 1);
    }

    /// <summary>Components from 0 to 255 in steps of 5.</summary>
    [Theory]
    [InlineData(SurfaceFormat.R5G6B5)]
    [InlineData(SurfaceFormat.X1R5G5B5Z)]
    [InlineData(SurfaceFormat.X1R5G5B5O)]
    [InlineData(SurfaceFormat.A8R8G8B8)]
    public void Dithering_OfAnyFormat_IsTheSame(SurfaceFormat format)
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { ColorFormat = format };
        pair.Call.State = pair.Call.State with { IsDithered = true };
        pair.DrawRectangle(Vector4.Zero, 0, 0, RendererPair.Width, RendererPair.Height);

        for (int i = 0; i < 52; i++)
        {
            float value = i * 5 / 255f;
            pair.DrawRectangle(new Vector4(value, 1 - value, value, 1), i, 0, i + 1, 8);
        }

        pair.AssertSamePicture();
    }

    [Fact]
    public void Blending_IntoAPictureOf16Bits_FindsWhatMemoryHas()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { ColorFormat = SurfaceFormat.R5G6B5 };
        pair.DrawRectangle(new Vector4(0.513f, 0.257f, 0.719f, 1), 0, 0, 32, 8);

        // Four times 7, that are cut off of 0.513, would be another bit.
        pair.Call.State = pair.Call.State with { Blend = new BlendState { IsEnabled = true, Source = BlendFactor.Zero, Destination = BlendFactor.DestinationColor, Equation = BlendEquation.Add } };
        pair.DrawRectangle(Vector4.One, 0, 0, 32, 8);

        pair.AssertSamePicture();
    }

    /// <summary>Bytes from 128 on are negative; depth, stencil and what is counted come once.</summary>
    [Theory]
    [InlineData(BlendEquation.AddSigned)]
    [InlineData(BlendEquation.ReverseSubtractSigned)]
    public void Blending_BySignedBytes_IsTheSame(BlendEquation equation)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.ColorOffset, RendererPair.Width * RendererPair.Height * 4);
        pair.Clear(new ClearCall(pair.Call.Target, pair.Call.Target.Clip, ColorMask.None, 0, true, true, 0xFFFF_FF05));
        pair.Call.State = pair.Call.State with
        {
            Blend = new BlendState { IsEnabled = true, Equation = equation },
            CountsPasses = true,
            IsDepthTested = true,
            WritesDepth = true,
            Stencil = new StencilState { IsEnabled = true, Function = CompareFunction.Equal, Reference = 5, ReadMask = 0xFF, WriteMask = 0xFF, Pass = StencilOperation.Increment },
        };

        pair.DrawRectangle(new Vector4(0.25f, 0.75f, 127 / 255f, 128 / 255f), 0, 0, 40, 48, 100);
        pair.DrawRectangle(new Vector4(1, 0, 0.6f, 0.4f), 40, 0, 64, 48, 100);

        (ulong expected, ulong actual) = pair.TakePassedCounts();
        Assert.Equal((64ul * 48, 64ul * 48), (expected, actual));
        pair.AssertSamePicture();
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * 4 * RendererPair.Height);
    }

    [Theory]
    [InlineData(LogicOperation.Xor)]
    [InlineData(LogicOperation.AndInverted)]
    [InlineData(LogicOperation.Nor)]
    public void LogicOperation_OnBytes_IsTheSame(LogicOperation operation)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.ColorOffset, RendererPair.Width * RendererPair.Height * 4);
        pair.Call.State = pair.Call.State with { Blend = new BlendState { Logic = operation } };

        pair.DrawRectangle(Half, 0, 0, 64, 48);

        pair.AssertSamePicture();
    }

    [Theory]
    [InlineData(Primitive.TriangleStrip, 4, 30)]
    [InlineData(Primitive.TriangleFan, 30, 4)]
    [InlineData(Primitive.Quads, 30, 4)]
    [InlineData(Primitive.QuadStrip, 4, 30)]
    [InlineData(Primitive.Polygon, 30, 4)]
    public void Primitive_Flat_TakesTheSameVertexsColor(Primitive primitive, float third, float fourth)
    {
        using var pair = new RendererPair();
        pair.Call.Primitive = primitive;
        pair.Call.State = pair.Call.State with { IsFlat = true };

        pair.Draw(
            (new(4, 4, 0, 1), Red, default), (new(30, 4, 0, 1), Green, default), (new(third, 30, 0, 1), Half, default), (new(fourth, 30, 0, 1), Vector4.One, default));

        pair.AssertSamePicture();
    }

    [Fact]
    public void Colors_ThatAreNoNumbers_CountByTheirSigns()
    {
        using var pair = new RendererPair();

        pair.DrawRectangle(new Vector4(float.NaN, MathF.CopySign(float.NaN, 1), 0.5f, 1), 8, 4, 24, 12);

        pair.AssertSamePicture();
    }

    [Fact]
    public void Points_OfASize_AreTheSameSquares()
    {
        using var pair = new RendererPair();
        pair.Call.Primitive = Primitive.Points;
        pair.Call.Constants.PointSize = 6;

        pair.Draw((new(10, 10, 0, 1), Red, default), (new(30.25f, 20.25f, 0, 1), Green, default));

        pair.AssertSamePicture();
    }

    [Fact]
    public void GatesAndAlphaTest_OfADraw_KeepTheSameFragments()
    {
        using var pair = new RendererPair();
        pair.Call.State = pair.Call.State with { AlphaFunction = CompareFunction.Greater, IsStippled = true, CountsPasses = true };
        pair.Call.Constants.AlphaReference = 100;
        Array.Fill(pair.Call.Constants.WindowClips, new Rectangle(7, 9, 50, 40));
        for (int i = 0; i < 32; i++)
        {
            pair.Call.Constants.Stipple[i] = 0x9D2C_5680u * (uint)(i + 1);
        }

        pair.Draw((new(0, 0, 0, 1), Half, default), (new(64, 0, 0, 1), Half, default), (new(0, 48, 0, 1), Half, default));
        pair.DrawRectangle(Half with { W = 0.25f }, 0, 0, 64, 48);

        pair.AssertSamePicture(tolerance: 2);
        (ulong expected, ulong actual) = pair.TakePassedCounts();
        Assert.Equal(expected, actual);
        Assert.NotEqual(0u, actual);
    }

    [Fact]
    public void Samples_FourOfAPixel_LieFourTimesInMemory()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { Samples = SampleMode.Four, Clip = new Rectangle(0, 0, 32, 24) };

        pair.Draw((new(2.2f, 3, 0, 1), Red, default), (new(28, 5, 0, 1), Red, default), (new(9, 21.7f, 0, 1), Red, default));

        pair.AssertSamePicture();
    }

    [Theory]
    [InlineData(TextureFormat.R5G6B5, SurfaceLayout.Swizzled, TextureFilter.Linear)]
    [InlineData(TextureFormat.A8R8G8B8, SurfaceLayout.Pitch, TextureFilter.Nearest)]
    [InlineData(TextureFormat.Dxt1, SurfaceLayout.Swizzled, TextureFilter.Linear)]
    [InlineData(TextureFormat.P8, SurfaceLayout.Swizzled, TextureFilter.Nearest)]
    public void Texture_OfAnyFormat_IsTheSameWithinOneStep(TextureFormat format, SurfaceLayout layout, TextureFilter filter)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(format, layout, filter);

        // No pixel's centre lies on a texel's border, where the least rounding decides.
        pair.DrawRectangle(Red, 2.25f, 2.25f, 61, 45);

        pair.AssertSamePicture(tolerance: 1);
        Assert.Equal(1, pair.Gpu.Counters.TextureUploads);
    }

    /// <summary>Sixteen texels over so many pixels of a column, and of a row.</summary>
    [Theory]
    [InlineData(16, 4, 2, SurfaceLayout.Swizzled)]
    [InlineData(16, 4, 4, SurfaceLayout.Pitch)]
    [InlineData(3, 17, 8, SurfaceLayout.Swizzled)]
    [InlineData(6, 30, 4, SurfaceLayout.Swizzled)]
    [InlineData(2, 2, 8, SurfaceLayout.Swizzled)]
    public void Texture_WithAnAnisotropicFilter_IsTheSameWithinAStep(int width, int height, byte most, SurfaceLayout layout)
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(TextureFormat.A8R8G8B8, layout, TextureFilter.Linear) with { MaxAnisotropy = most };
        float end = layout == SurfaceLayout.Pitch ? 16 : 1;

        pair.Draw(
            (new(0, 0, 0, 1), Red, new(0, 0, 0, 1)), (new(width, 0, 0, 1), Red, new(end, 0, 0, 1)), (new(width, height, 0, 1), Red, new(end, end, 0, 1)),
            (new(0, 0, 0, 1), Red, new(0, 0, 0, 1)), (new(width, height, 0, 1), Red, new(end, end, 0, 1)), (new(0, height, 0, 1), Red, new(0, end, 0, 1)));

        pair.AssertSamePicture(tolerance: 2);
    }

    [Fact]
    public void Texture_WithADepthThatItsKindDoesNotHave_IsItsFirstSlice()
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(TextureFormat.A8R8G8B8, SurfaceLayout.Swizzled, TextureFilter.Linear) with { Depth = 2, HasBorder = true };

        pair.DrawRectangle(Red, 0, 0, 32, 32);

        pair.AssertSamePicture(tolerance: 1);
    }

    [Fact]
    public void Detach_AndAttachAgain_LosesNothingAndLeavesNoClaim()
    {
        using var pair = new RendererPair();
        pair.DrawRectangle(Half, 0, 0, 8, 8);

        pair.Gpu.Detach();
        long writeBacks = pair.Gpu.Counters.SurfaceWriteBacks;
        pair.Fill(RendererPair.ColorOffset, [1, 2, 3, 4]);
        pair.Gpu.Attach(pair.Ram);
        pair.DrawRectangle(Red, 4, 4, 8, 8);

        pair.AssertSamePicture();
        Assert.Equal(1, writeBacks);
    }

    [Fact]
    public void Dispose_Twice_IsAllowed()
    {
        var pair = new RendererPair();
        pair.Dispose();

        pair.Gpu.Dispose();
    }

    [Fact]
    public void Texture_ChangedByTheCpu_IsDecodedAgain()
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(TextureFormat.A8R8G8B8, SurfaceLayout.Swizzled, TextureFilter.Linear);
        pair.DrawRectangle(Red, 0, 0, 32, 32);
        pair.DrawRectangle(Red, 0, 0, 32, 32);

        pair.Fill(RendererPair.TextureOffset, new byte[64]);
        pair.DrawRectangle(Red, 0, 0, 32, 32);

        pair.AssertSamePicture(tolerance: 1);
        Assert.Equal(2, pair.Gpu.Counters.TextureUploads);
    }

    [Fact]
    public void Surface_ReadByTheCpu_IsWrittenBackBefore()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { DepthFormat = DepthFormat.None };
        pair.DrawRectangle(Red, 0, 0, 8, 8);
        Assert.Equal(0, pair.Gpu.Counters.SurfaceWriteBacks);

        Assert.Equal(0xFFFF_0000u, pair.Word(RendererPair.ColorOffset));

        // Then memory is as new as the surface: reading again costs nothing.
        pair.Word(RendererPair.ColorOffset + 4);
        pair.DrawRectangle(Red, 8, 0, 16, 8);
        Assert.Equal(1, pair.Gpu.Counters.SurfaceWriteBacks);
        Assert.Equal(1, pair.Gpu.Counters.SurfaceUploads);
    }

    [Fact]
    public void Surface_WrittenByTheCpu_IsTakenFromMemory()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { DepthFormat = DepthFormat.None };
        pair.DrawRectangle(Red, 0, 0, 8, 8);

        pair.FillRandom(RendererPair.ColorOffset + 256, 1024);
        pair.DrawRectangle(Green, 4, 4, 12, 12);

        pair.AssertSamePicture();
        Assert.Equal(2, pair.Gpu.Counters.SurfaceUploads);
    }

    [Fact]
    public void Surface_UsedAsTexture_IsCopiedOnTheHost()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { DepthFormat = DepthFormat.None };
        RenderTarget screen = pair.Call.Target;
        pair.Call.Target = screen with { Color = new Surface(RendererPair.TextureOffset, RendererPair.MemoryEnd, 64), Clip = new Rectangle(0, 0, 16, 16) };
        pair.DrawRectangle(Half, 0, 0, 16, 16);
        pair.DrawRectangle(Green, 4, 4, 12, 12);

        pair.Call.Target = screen;
        pair.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        pair.Call.Textures[0] = Texture(TextureFormat.A8R8G8B8, SurfaceLayout.Pitch, TextureFilter.Linear) with { Width = 16, Height = 16, Pitch = 64 };
        pair.Draw(
            (new(0, 0, 0, 1), Red, new(0, 0, 0, 1)), (new(48, 0, 0, 1), Red, new(16, 0, 0, 1)), (new(0, 48, 0, 1), Red, new(0, 16, 0, 1)));

        Assert.Equal((1, 0, 0), (pair.Gpu.Counters.TextureCopies, pair.Gpu.Counters.TextureUploads, pair.Gpu.Counters.SurfaceWriteBacks));
        pair.AssertSamePicture(tolerance: 1);
    }

    [Fact]
    public void Surfaces_ThatOverlap_SeeEachOthersPixels()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { DepthFormat = DepthFormat.None };
        RenderTarget first = pair.Call.Target;
        pair.DrawRectangle(Half, 0, 0, 64, 48);

        pair.Call.Target = first with { ColorFormat = SurfaceFormat.R5G6B5, Color = new Surface(RendererPair.ColorOffset + 512, RendererPair.MemoryEnd, 128) };
        pair.DrawRectangle(Green, 3, 3, 20, 20);
        pair.Call.Target = first;
        pair.DrawRectangle(Red, 10, 10, 14, 14);

        pair.AssertSamePicture();
    }

    [Theory]
    [InlineData(ColorMask.Red | ColorMask.Alpha, SurfaceFormat.A8R8G8B8, 0x1122_3344u)]
    [InlineData(ColorMask.All, SurfaceFormat.X8R8G8B8Z, 0x1122_3344u)]
    [InlineData(ColorMask.All, SurfaceFormat.R5G6B5, 0x0000_7BEFu)]
    public void Clear_OfAnyValue_SetsTheSameBits(ColorMask mask, SurfaceFormat format, uint value)
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { ColorFormat = format };
        pair.FillRandom(RendererPair.ColorOffset, RendererPair.Width * RendererPair.Height * 4);

        pair.Clear(new ClearCall(pair.Call.Target, new Rectangle(3, 4, 40, 30), mask, value, true, true, 0x1234_5678));

        pair.AssertSamePicture();
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * 4 * RendererPair.Height);
    }

    [Fact]
    public void Draws_OutsideOfMemory_DoNothing()
    {
        using var pair = new RendererPair();
        pair.Call.Target = pair.Call.Target with { Color = new Surface(0xFFFF_0000, 0xFFFF_FFFF, 256), Depth = new Surface(0xFFFF_0000, 0xFFFF_FFFF, 256) };

        pair.DrawRectangle(Red, 0, 0, 64, 48);
        pair.Call.Target = pair.Call.Target with { Color = new Surface(pair.Ram.SizeBytes - 300, pair.Ram.SizeBytes - 1, 256), DepthFormat = DepthFormat.None };
        pair.DrawRectangle(Red, 0, 0, 64, 48);

        pair.AssertSame((uint)pair.Ram.SizeBytes - 4096, 4096);
    }

    /// <summary>Samples along what a pixel covers are of the common lookup alone.</summary>
    [Fact]
    public void Texture_OfABumpMap_HasNoAnisotropicFilter()
    {
        using var pair = new RendererPair();
        pair.FillRandom(RendererPair.TextureOffset, 0x4000);
        VertexSource coordinates = new(VertexRegister.Input, PlainDraw.TextureAttribute);
        pair.Call.VertexProgram = new VertexProgram(
            [.. pair.Call.VertexProgram.Code, new VertexInstruction(VertexOperation.Move, VertexRegister.Output, (short)VertexOutput.Texture1, 15, coordinates, coordinates, coordinates)],
            0);
        PixelProgram plain = PlainDraw.Showing(CombinerRegister.Texture1);
        pair.Call.PixelProgram = new PixelProgram { Textures = [default, new TextureStage { Operation = TextureOperation.BumpEnvironment }, default, default], Combiners = plain.Combiners, Final = plain.Final };
        pair.Call.Textures[1] = Texture(TextureFormat.A8R8G8B8, SurfaceLayout.Swizzled, TextureFilter.Linear) with { MaxAnisotropy = 8 };

        pair.DrawRectangle(Red, 0, 0, 16, 4);

        Assert.Contains(pair.Pictures().Expected, static p => p != 0);
        pair.AssertSamePicture(tolerance: 2);
    }

    /// <summary>The chip's own division by W bounds it; a host draws nothing with such numbers.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(float.PositiveInfinity)]
    public void Triangle_OfAnExtremeW_IsDrawn(float w)
    {
        using var pair = new RendererPair();
        pair.Call.State = pair.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true };

        pair.Draw((new(31, 14, 1000, w), Red, default), (new(48, 31, 1000, w), Red, default), (new(13, 30, 1000, w), Red, default));

        Assert.Contains(pair.Pictures().Expected, static p => p != 0);
        pair.AssertSamePicture();
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * 4 * RendererPair.Height);
    }

    /// <summary>One corner behind the eye; all of a triangle that is in front of it is drawn, with its depth.</summary>
    [Theory]
    [InlineData(1, 1, -1)]
    [InlineData(1, 1, -0.5f)]
    [InlineData(1, -1, -1)]
    [InlineData(100, 200, -300)]
    public void Triangle_ThatCrossesTheEye_IsTheSame(float firstW, float secondW, float thirdW)
    {
        using var pair = new RendererPair();
        pair.Call.State = pair.Call.State with { IsDepthTested = true, DepthFunction = CompareFunction.Always, WritesDepth = true };

        pair.Draw((new(31, 14, 1000, firstW), Red, default), (new(48, 31, 1000, secondW), Red, default), (new(13, 30, 1000, thirdW), Red, default));

        Assert.Contains(pair.Pictures().Expected, static p => p != 0);
        pair.AssertSamePicture();
        pair.AssertSame(RendererPair.DepthOffset, RendererPair.Width * 4 * RendererPair.Height);
    }

    [Fact]
    public void Vertices_ThatAreNoNumbers_HurtNobody()
    {
        using var pair = new RendererPair();

        pair.Gpu.Draw(pair.Call);
        pair.Draw(
            (new(float.NaN, 0, 0, 1), Red, default), (new(float.PositiveInfinity, 1e30f, 0, 1), Green, default), (new(0, 48, float.NaN, 0), Half, default));
        pair.DrawRectangle(Red, 0, 0, 8, 8);

        Assert.Equal(0xFFFF_0000u, pair.Word(RendererPair.ColorOffset));
    }

    private static TextureState Texture(TextureFormat format, SurfaceLayout layout, TextureFilter filter) => RendererPair.SmallTexture with
    {
        Format = format,
        Layout = layout,
        Pitch = layout == SurfaceLayout.Pitch ? 64u : 0,
        PaletteOffset = RendererPair.TextureOffset + 0x2000,
        PaletteLength = 256,
        AddressV = TextureAddress.Mirror,
        AddressP = TextureAddress.Wrap,
        MinFilter = filter,
        MagFilter = filter,
        MaxLod = 1024,
    };
}
