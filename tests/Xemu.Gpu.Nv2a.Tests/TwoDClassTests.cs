namespace Xemu.Gpu.Nv2a.Tests;

/// <summary>Colour keys, triangles, and pictures that are scaled, stretched, indexed, or of bits.</summary>
public sealed class TwoDClassTests : IDisposable
{
    private const uint Source = 0x20_0000;
    private const uint Target = 0x30_0000;
    private const uint Swizzled = 0x38_0000;
    private const uint Pitch = 0x100;
    private const uint Side = 64;
    private const uint Opaque = 0xFF00_0000;

    private readonly GpuBench _bench = new();
    private readonly PushBuffer _push;

    public TwoDClassTests()
    {
        _push = new PushBuffer(_bench);
        _push.AddObject(24, isGraphics: true, 0x62, 0, 0, 0);
        _push.Method(7, 0, 24).Method(7, 0x184, PushBuffer.Memory, PushBuffer.Memory).Method(7, 0x300, 10u, Pitch | (Pitch << 16), Source, Target);
    }

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(3u, 0xFF00_FF00u, true)]
    [InlineData(0u, 0xFF00_FF00u, true)]
    [InlineData(3u, 0x0000_FF00u, false)]
    [InlineData(2u, 0xFF00_FF00u, false)]
    public void ColorKey_Connected_LeavesItsColorOutWhereNothingIsBlended(uint operation, uint key, bool isLeftOut)
    {
        Bind(5, 0x57);
        Bind(3, 0x9F);
        Bind(2, 0x12);
        _push.Method(2, 0x300, 0x7F80_0000u).Method(5, 0x300, 3u, key);
        WriteSource(0x8000_FF00, 0x8000_FE00);

        _push.Method(3, 0x184, 65u).Method(3, 0x2FC, operation, 0u, 0u, 2u | (1u << 16));

        Assert.Equal(isLeftOut ? 0u : 0x8000_FF00u, Pixel(0, 0));
        Assert.Equal(0x8000_FE00u, Pixel(1, 0));
    }

    [Fact]
    public void ColorKey_OfRasterOperations_IsComparedWithTheResult()
    {
        Bind(5, 0x57);
        Bind(3, 0x9F);
        Bind(2, 0x43);
        _push.Method(2, 0x300, 0x33u).Method(5, 0x300, 3u, 0xFFFF_FFFFu);
        WriteSource(0, 0x00FF_FFFF);

        _push.Method(3, 0x184, 65u).Method(3, 0x2FC, 1u, 0u, 0u, 2u | (1u << 16));

        Assert.Equal((0u, 0xFF00_0000u), (Pixel(0, 0), Pixel(1, 0)));
    }

    [Fact]
    public void OlderBlit_OfAPicture_CopiesIt()
    {
        Bind(3, 0x5F);
        WriteSource(1, 2);

        _push.Method(3, 0x2FC, 3u, 0u, 1u, 2u | (1u << 16));

        Assert.Equal((0u, 1u, 2u), (Pixel(0, 0), Pixel(1, 0), Pixel(2, 0)));
    }

    [Fact]
    public void Triangles_AtRandom_AreTheIntersectionsOfTheirHalfPlanes()
    {
        Bind(5, 0x5D);
        _push.Method(5, 0x2FC, 3u, 3u, 1u);
        var random = new Random(3);
        for (int i = 0; i < 60; i++)
        {
            (int X, int Y)[] corners = [.. Enumerable.Range(0, 3).Select(_ => (random.Next(-4, 24), random.Next(-4, 24)))];
            _bench.Fill(Target, new byte[Pitch * Side]);

            _push.Method(5, 0x310, [.. corners.Select(static c => (uint)(ushort)c.X | ((uint)c.Y << 16))]);

            Assert.Equal([.. from y in Enumerable.Range(0, 30) from x in Enumerable.Range(0, 30) where Covers(corners, x, y) select (x, y)], Drawn());
        }
    }

    [Fact]
    public void TriangleMesh_OfFourCorners_IsTwoTriangles()
    {
        Bind(5, 0x5D);
        _push.Method(5, 0x2FC, 3u, 3u, 1u).Method(5, 0x310, 0u, 0u, 0u);

        _push.Method(5, 0x580, 0x11u, 0u, 0x22u, 4u, 0x33u, 4u << 16, 0x44u, 4u | (4u << 16));

        Assert.Equal(16, Drawn().Count);
        Assert.Equal((0xFF00_0033u, 0xFF00_0044u), (Pixel(0, 0), Pixel(3, 3)));
    }

    [Fact]
    public void Windows_OfRectangles_ClipsThoseThatAreToBe()
    {
        Bind(5, 0x4A);
        _push.Method(5, 0x2FC, 3u, 3u);

        // X and the width are in the upper halves of the first kind.
        _push.Method(5, 0x3FC, 0x11u, 2u | (1u << 16), 1u | (3u << 16));
        _push.Method(5, 0x5F4, 5u | (5u << 16), 8u | (8u << 16), 0x22u, 4u | (7u << 16), 7u | (9u << 16));

        Assert.Equal([(1, 2), (2, 2), (3, 2), (5, 7), (6, 7)], Drawn());
        Assert.Equal((0xFF00_0011u, 0xFF00_0022u), (Pixel(1, 2), Pixel(5, 7)));
    }

    [Fact]
    public void Windows_OfBits_DrawsOnesAloneOrBoth()
    {
        Bind(5, 0x4A);
        _push.Method(5, 0x2FC, 3u, 3u, 1u);

        // Three bits a row, the first in the lowest bit: 101, 010.
        _push.Method(5, 0x7EC, 0u, 9u | (9u << 16), 0x11u, 3u | (2u << 16), 0u).Method(5, 0x800, 0b010_101u);
        Assert.Equal([(0, 0), (2, 0), (1, 1)], Drawn());

        // The highest bit of each byte first, 16 bits a row and one that is cut off.
        _push.Method(5, 0x304, 2u).Method(5, 0xBE4, 0u, 20u | (20u << 16), 0x22u, 0x33u, 16u | (2u << 16), 2u | (2u << 16), 4u | (4u << 16)).Method(5, 0xC00, 0x0040_0080u);
        Assert.Equal((0xFF00_0033u, 0xFF00_0022u, 0xFF00_0022u, 0xFF00_0033u), (Pixel(4, 4), Pixel(5, 4), Pixel(4, 5), Pixel(5, 5)));
        Assert.Equal(0u, Pixel(6, 4));
    }

    [Theory]
    [InlineData(0x60u, 0u, 0x0201_0002u)]
    [InlineData(0x64u, 1u, 0x0000_2102u)]
    public void IndexedImage_FromTheCpu_HasThePalettesColors(uint graphClass, uint indexFormat, uint indices)
    {
        Bind(5, graphClass);
        _bench.Fill(Source + 64, [0x01, 0, 0, 0xFF, 0x02, 0, 0, 0xFF, 0x03, 0, 0, 0xFF]);

        _push.Method(5, 0x184, PushBuffer.Memory).Method(5, 0x3E4, 3u, 4u, indexFormat, Source + 64, 1u, 4u | (1u << 16), 4u | (1u << 16), indices);

        Assert.Equal([Opaque | 3, Opaque | 1, Opaque | 2, Opaque | 3], Enumerable.Range(1, 4).Select(x => Pixel(x, 0)));
    }

    [Theory]
    [InlineData(0x66u)]
    [InlineData(0x76u)]
    public void StretchedImage_FromTheCpu_CoversWhatItsStepsSay(uint graphClass)
    {
        Bind(5, graphClass);

        // Two and a half pixels wide, two high; from 1.5 on; the clip leaves six columns and three rows.
        _push.Method(5, 0x2FC, 3u, 4u, 2u | (2u << 16), 0x28_0000u, 0x20_0000u, 0u, 6u | (3u << 16), 24u).Method(5, 0x400, 0x11u, 0x22u, 0x33u, 0x44u);

        Assert.Equal([0, 0x11, 0x11, 0x11, 0x22, 0x22, 0], Enumerable.Range(0, 7).Select(x => Pixel(x, 1)));
        Assert.Equal([0, 0x33, 0x33, 0x33, 0x44, 0x44, 0], Enumerable.Range(0, 7).Select(x => Pixel(x, 2)));
        Assert.Equal(0u, Pixel(1, 3));
    }

    [Theory]
    [InlineData(0x63u)]
    [InlineData(0x77u)]
    [InlineData(0x89u)]
    public void ScaledImage_Doubled_RepeatsItsPixels(uint graphClass)
    {
        Bind(5, graphClass);
        WriteSource(0x11, 0x22);

        Scale(format: 3, size: 2u | (1u << 16), filter: 0x0002_0100, outWidth: 4, step: 0x8_0000);

        Assert.Equal([0x11, 0x11, 0x22, 0x22, 0], Enumerable.Range(0, 5).Select(x => Pixel(x, 0)));
    }

    [Fact]
    public void ScaledImage_FilteredAtCorners_IsBetweenItsPixels()
    {
        Bind(5, 0x89);
        WriteSource(0x40, 0x80);

        Scale(format: 3, size: 2u | (1u << 16), filter: 0x0102_0100, outWidth: 4, step: 0x8_0000);

        Assert.Equal([0x40, 0x60, 0x80, 0x80, 0], Enumerable.Range(0, 5).Select(x => Pixel(x, 0)));
    }

    [Fact]
    public void ScaledImage_FilteredAtCentres_IsBetweenItsPixels()
    {
        Bind(5, 0x89);
        WriteSource(0x40, 0x80);

        Scale(format: 3, size: 2u | (1u << 16), filter: 0x0101_0100, outWidth: 4, step: 0x8_0000);

        Assert.Equal([0x40, 0x50, 0x70, 0x80, 0], Enumerable.Range(0, 5).Select(x => Pixel(x, 0)));
    }

    [Theory]
    [InlineData(5u, 0x80EB_8010u)]
    [InlineData(6u, 0xEB80_1080u)]
    public void ScaledImage_OfLuminance_BecomesColors(uint format, uint pair)
    {
        Bind(5, 0x89);
        WriteSource(pair, 0);

        Scale(format, size: 2u | (1u << 16), filter: 0x0002_0100, outWidth: 2, step: 0x10_0000);

        Assert.Equal((0xFF00_0000u, 0xFFFF_FFFFu), (Pixel(0, 0), Pixel(1, 0)));
    }

    [Theory]
    [InlineData(0x9Eu, 0x89u)]
    [InlineData(0x52u, 0x77u)]
    public void ScaledImage_ConnectedWithASwizzledSurface_LiesSwizzledAndEndsWithIt(uint surfaceClass, uint graphClass)
    {
        Bind(5, graphClass);
        Bind(6, surfaceClass);
        WriteSource(1, 2, 3, 4, 5);

        // 4 by 2 pixels of 32 bits.
        _push.Method(6, 0x184, PushBuffer.Memory).Method(6, 0x300, 10u | (2u << 16) | (1u << 24), Swizzled).Method(5, 0x198, 66u);
        Scale(format: 3, size: 5u | (1u << 16), filter: 0x0002_0100, outWidth: 5, step: 0x10_0000);

        Assert.Equal([1, 2, 0, 0, 3, 4, 0, 0, 0], Words(Swizzled, 9));
        Assert.Empty(Drawn());
        Assert.Equal(0, _bench.Machine.Counters["methods-unhandled"]());
    }

    [Fact]
    public void IndexedImage_ConnectedWithASwizzledSurface_HasItsFormat()
    {
        Bind(5, 0x64);
        Bind(6, 0x9E);
        _bench.Fill(Source + 64, [0x00, 0, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0, 0xFF, 0xFF]);

        // 2 by 4 pixels of 16 bits; the picture begins at (1, 1), and its second pixel lies beside the surface.
        _push.Method(6, 0x184, PushBuffer.Memory).Method(6, 0x300, 4u | (1u << 16) | (2u << 24), Swizzled).Method(5, 0x1A0, 66u);
        _push.Method(5, 0x184, PushBuffer.Memory).Method(5, 0x3E4, 3u, 4u, 0u, Source + 64, 1u | (1u << 16), 2u | (2u << 16), 2u | (2u << 16), 0x0000_0001u, 0x0000_0002u);

        // (1, 1) is the fourth pixel, (1, 2) the sixth.
        Assert.Equal([0, 0x07E0_0000, 0xF800_0000, 0], Words(Swizzled, 4));
    }

    [Fact]
    public void Blit_WithASwizzledSurface_TakesTheLinearOnes()
    {
        Bind(3, 0x9F);
        Bind(6, 0x9E);
        WriteSource(1, 2);

        _push.Method(6, 0x184, PushBuffer.Memory).Method(6, 0x300, 10u | (2u << 16) | (1u << 24), Swizzled).Method(3, 0x19C, 66u).Method(3, 0x2FC, 3u, 0u, 0u, 2u | (1u << 16));

        Assert.Equal((1u, 2u), (Pixel(0, 0), Pixel(1, 0)));
    }

    [Fact]
    public void State_OfVersionOne_IsReadStill()
    {
        Xemu.Testing.StateBytes.Load(_bench.Gpu, Golden.Read("gpu-nv2a-1"));

        Assert.Equal(0x1234_5678u, _bench.Read(0x40_186C));
        Assert.Equal(0x0004_0000u, _bench.Read(0x40_194C) & 0x000F_0000);
    }

    [Fact]
    public void State_OfVersionOne_IntoAChipThatHasWorked_LeavesNothingOfThat()
    {
        using var fresh = new GpuBench();
        Bind(3, 0x9F);
        Bind(5, 0x57);
        Bind(6, 0x9E);
        _push.Method(6, 0x304, Swizzled).Method(5, 0x304, 0x1234u).Method(3, 0x120, 0u, 0u, 2u).Method(3, 0x130, 0u);

        Xemu.Testing.StateBytes.Load(_bench.Gpu, Golden.Read("gpu-nv2a-1"));
        Xemu.Testing.StateBytes.Load(fresh.Gpu, Golden.Read("gpu-nv2a-1"));

        Assert.Equal(Xemu.Testing.StateBytes.Save(fresh.Gpu), Xemu.Testing.StateBytes.Save(_bench.Gpu));
    }

    private static bool Covers((int X, int Y)[] corners, int x, int y)
    {
        int turn = Cross(corners[0], corners[1], corners[2].X, corners[2].Y);
        (int X, int Y)[] ordered = turn < 0 ? [corners[0], corners[2], corners[1]] : corners;
        return turn != 0 && Enumerable.Range(0, 3).All(e => IsWithin(ordered[e], ordered[(e + 1) % 3], x, y));
    }

    /// <summary>On an edge, the pixel to the right decides; if that is on it too, the one below.</summary>
    private static bool IsWithin((int X, int Y) from, (int X, int Y) to, int x, int y) =>
        (Cross(from, to, x, y), Cross(from, to, x + 1, y), Cross(from, to, x, y + 1)) switch
        {
            (not 0 and var here, _, _) => here > 0,
            (_, not 0 and var right, _) => right > 0,
            (_, _, var below) => below >= 0,
        };

    private static int Cross((int X, int Y) from, (int X, int Y) to, int x, int y) => ((to.X - from.X) * (y - from.Y)) - ((x - from.X) * (to.Y - from.Y));

    private void Scale(uint format, uint size, uint filter, uint outWidth, uint step) =>
        _push.Method(5, 0x184, PushBuffer.Memory)
            .Method(5, 0x300, format, 3u, 0u, Side | (Side << 16), 0u, outWidth | (1u << 16), step, 0x10_0000u)
            .Method(5, 0x400, size, filter, Source, 0u);

    private void WriteSource(params ReadOnlySpan<uint> pixels) => _bench.Fill(Source, System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels));

    /// <summary>An object of a class, by handle 60 and its subchannel.</summary>
    private void Bind(uint subchannel, uint graphClass)
    {
        _push.AddObject(60 + subchannel, isGraphics: true, graphClass, 0, 0, 0);
        _push.Method(subchannel, 0, 60 + subchannel);
    }

    private uint[] Words(uint address, int count) => [.. Enumerable.Range(0, count).Select(i => (uint)_bench.Machine.Memory.ReadValue(address + ((uint)i * 4), 4))];

    private uint Pixel(int x, int y) => (uint)_bench.Machine.Memory.ReadValue(Target + ((uint)y * Pitch) + ((uint)x * 4), 4);

    private List<(int X, int Y)> Drawn() => [.. from y in Enumerable.Range(0, 40) from x in Enumerable.Range(0, 60) where Pixel(x, y) != 0 select (x, y)];
}
