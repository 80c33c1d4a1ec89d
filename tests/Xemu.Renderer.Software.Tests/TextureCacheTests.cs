using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Renderer.Software.Tests;

/// <summary>What decoded textures keep of memory is bounded.</summary>
public sealed class TextureCacheTests
{
    private const long CapacityBytes = 256 << 20;

    [Theory]
    [InlineData(TextureKind.Cube, TextureFormat.Dxt1, 4096, 13)]
    [InlineData(TextureKind.Cube, TextureFormat.A8, 2048, 12)]
    [InlineData(TextureKind.TwoDimensional, TextureFormat.A8R8G8B8, 4096, 13)]
    public void Texture_LargerThanMemory_IsDecodedAsFarAsThatGoes(TextureKind kind, TextureFormat format, int size, int levels)
    {
        using var machine = new TestMachine();
        TextureState state = Texture(format, size) with { Kind = kind, Levels = levels };

        TextureImage image = new TextureCache().Find(machine.Ram, state);

        // A megabyte of memory: as many texels as that has, of four bytes each.
        int texels = (1 << 20) * 8 / TextureMemory.BitsPerTexel(format);
        Assert.InRange(image.SizeBytes, 1 << 20, (1 << 20) + (4 * texels) + 1024);
        Assert.Same(TextureImage.Nothing, image.Level(kind == TextureKind.Cube ? 5 : 0, 0));
        Assert.Equal(1, image.Level(0, levels - 1).Width);
    }

    [Fact]
    public void Textures_OfManyPlaces_NeverKeepMoreThanTheBound()
    {
        using var machine = new TestMachine(4 << 20);
        var cache = new TextureCache();
        long most = 0;
        for (uint i = 0; i < 20; i++)
        {
            _ = cache.Find(machine.Ram, Texture(TextureFormat.Dxt1, 2048) with { Offset = i * 128 });
            most = Math.Max(most, cache.SizeBytes);
        }

        Assert.InRange(most, CapacityBytes / 2, CapacityBytes);
    }

    [Fact]
    public void Texture_WrittenAgainAndAgain_CountsOnce()
    {
        using var machine = new TestMachine();
        var cache = new TextureCache();
        TextureState state = Texture(TextureFormat.A8, 256);
        long size = cache.Find(machine.Ram, state).SizeBytes;
        for (int i = 1; i < 10; i++)
        {
            using (RamLease lease = machine.Ram.Lease(0, 1, RamAccess.Write))
            {
                lease.Span[0] = (byte)i;
            }

            _ = cache.Find(machine.Ram, state);
        }

        Assert.Equal(size, cache.SizeBytes);
        Assert.Equal(256 * 256 * 5, size);
    }

    private static TextureState Texture(TextureFormat format, int size) =>
        RendererBench.Texture(0, size, size) with { Format = format, Limit = uint.MaxValue, Layout = SurfaceLayout.Swizzled };
}
