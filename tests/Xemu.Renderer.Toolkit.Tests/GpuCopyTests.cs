using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Copies and scan-out of what is on the host only: memory is as it would be, and nothing goes there before somebody looks.</summary>
public sealed class GpuCopyTests
{
    private const uint Other = RendererPair.TextureOffset;
    private const int Pitch = RendererPair.Width * 4;
    private static readonly Vector4 Half = new(0.25f, 0.5f, 0.75f, 0.5f);
    private static readonly MemoryRows Picture = new(RendererPair.ColorOffset, Pitch, 0, RendererPair.MemoryEnd);

    [Theory]
    [InlineData(SurfaceFormat.A8R8G8B8, SurfaceFormat.A8R8G8B8)]
    [InlineData(SurfaceFormat.A8R8G8B8, SurfaceFormat.None)]
    [InlineData(SurfaceFormat.A8R8G8B8, SurfaceFormat.X8R8G8B8Z)]
    [InlineData(SurfaceFormat.A8R8G8B8, SurfaceFormat.X8R8G8B8O)]
    [InlineData(SurfaceFormat.X8R8G8B8O, SurfaceFormat.X8R8G8B8O)]
    public void Copy_OfWhatWasDrawn_StaysOnTheHost(SurfaceFormat drawn, SurfaceFormat copied)
    {
        using var pair = new RendererPair();
        Draw(pair, drawn);

        pair.Copy(new CopyCall(Picture with { Offset = Picture.Offset + Pitch + 4 }, Picture with { Offset = Other + 8 }, 32 * 4, 20, copied));

        Assert.Equal((1, 0), (pair.Gpu.Counters.SurfaceCopies, pair.Gpu.Counters.SurfaceWriteBacks));
        pair.AssertSame(Other, Pitch * 24);
    }

    [Theory]
    [InlineData(SurfaceFormat.X8R8G8B8O, SurfaceFormat.A8R8G8B8)]
    [InlineData(SurfaceFormat.A8R8G8B8, SurfaceFormat.X1A7R8G8B8O)]
    [InlineData(SurfaceFormat.R5G6B5, SurfaceFormat.R5G6B5)]
    public void Copy_OfWhatTheHostHasInOtherBits_IsDoneInMemory(SurfaceFormat drawn, SurfaceFormat copied)
    {
        using var pair = new RendererPair();
        Draw(pair, drawn);

        pair.Copy(new CopyCall(Picture, Picture with { Offset = Other }, 32 * 4, 20, copied));

        Assert.Equal(0, pair.Gpu.Counters.SurfaceCopies);
        pair.AssertSame(Other, Pitch * 24);
    }

    [Fact]
    public void Copy_DrawnOverAndCopiedBack_IsBoth()
    {
        using var pair = new RendererPair();
        Draw(pair, SurfaceFormat.A8R8G8B8);
        var there = new CopyCall(Picture, Picture with { Offset = Other }, Pitch, RendererPair.Height, SurfaceFormat.A8R8G8B8);

        pair.Copy(there);
        RenderTarget target = pair.Call.Target;
        pair.Call.Target = target with { Color = new Surface(Other, RendererPair.MemoryEnd, Pitch) };
        pair.DrawRectangle(Half, 30, 20, 50, 40);
        pair.Copy(there with { Source = there.Destination, Destination = there.Source, Rows = 24 });
        pair.Call.Target = target;
        pair.DrawRectangle(new Vector4(1, 1, 0, 1), 0, 22, 40, 26);

        Assert.Equal((2, 0), (pair.Gpu.Counters.SurfaceCopies, pair.Gpu.Counters.SurfaceWriteBacks));
        pair.AssertSamePicture(tolerance: 0);
        pair.AssertSame(Other, Pitch * RendererPair.Height);
    }

    [Fact]
    public void Copy_IntoWhatTheGuestThenWrites_HasBoth()
    {
        using var pair = new RendererPair();
        Draw(pair, SurfaceFormat.A8R8G8B8);
        pair.Copy(new CopyCall(Picture, Picture with { Offset = Other }, Pitch, 8, SurfaceFormat.A8R8G8B8));

        pair.Fill(Other + Pitch, [1, 2, 3, 4]);

        pair.AssertSame(Other, Pitch * 9);
    }

    [Theory]
    [InlineData(SurfaceFormat.A8R8G8B8, 4)]
    [InlineData(SurfaceFormat.X8R8G8B8Z, 4)]
    [InlineData(SurfaceFormat.R5G6B5, 2)]
    public void Scanout_OfWhatWasDrawn_IsAsMemoryWillHaveItAndWritesNothingBack(SurfaceFormat format, int pixelBytes)
    {
        using var pair = new RendererPair();
        Draw(pair, format);
        var call = new ScanoutCall(Picture with { Offset = Picture.Offset + Pitch }, RendererPair.Width * pixelBytes, 40, format);
        byte[] shown = new byte[call.RowBytes * call.Rows];
        byte[] stored = new byte[shown.Length];

        pair.Gpu.ReadScanout(call, pair.Ram, shown);
        long writeBacks = pair.Gpu.Counters.SurfaceWriteBacks;
        ScanoutMemory.Read(pair.Ram, call, stored);

        Assert.Equal(0, writeBacks);
        Assert.Equal(stored, shown);
        Assert.Contains(shown, static b => b != 0);
    }

    [Fact]
    public void Scanout_FromAnotherThreadWhileDrawsGoOn_IsOneOfThePictures()
    {
        using var pair = new RendererPair();
        var call = new ScanoutCall(Picture, Pitch, RendererPair.Height, SurfaceFormat.A8R8G8B8);
        var whole = new ClearCall(pair.Call.Target, pair.Call.Target.Clip, ColorMask.All, 0, false, false, 0);
        using var started = new ManualResetEventSlim();
        var shown = new HashSet<uint>();
        var reader = new Thread(() =>
        {
            uint[] pixels = new uint[RendererPair.Width * RendererPair.Height];
            for (int i = 0; i < 50; i++)
            {
                pair.Gpu.ReadScanout(call, pair.Ram, MemoryMarshal.AsBytes(pixels.AsSpan()));
                shown.UnionWith(pixels.Distinct().Count() == 1 ? [pixels[0]] : [uint.MaxValue]);
                started.Set();
            }
        });
        reader.Start();
        started.Wait(TestContext.Current.CancellationToken);

        for (uint i = 1; i <= 50; i++)
        {
            pair.Gpu.Clear(whole with { ColorValue = i });
        }

        reader.Join();
        Assert.All(shown, static pixel => Assert.InRange(pixel, 0u, 50u));
    }

    private static void Draw(RendererPair pair, SurfaceFormat format)
    {
        pair.Call.Target = pair.Call.Target with { ColorFormat = format, DepthFormat = DepthFormat.None };
        pair.Clear(new ClearCall(pair.Call.Target, pair.Call.Target.Clip, ColorMask.All, 0xFF10_2030, false, false, 0));
        pair.DrawRectangle(Half, 2, 3, 20, 17);
    }
}
