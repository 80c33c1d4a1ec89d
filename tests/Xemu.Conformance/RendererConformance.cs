using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>What every renderer that draws must do, whatever it draws with.</summary>
public abstract class RendererConformance
{
    private const int Width = 64;
    private const int Height = 48;
    private const uint ColorOffset = 0x1_0000;
    private const uint DepthOffset = 0x4_0000;
    private const uint TextureOffset = 0x8_0000;
    private const uint MemoryEnd = 0xF_FFFF;

    private static readonly Vector4 Red = new(1, 0, 0, 1);
    private static readonly Vector4 Green = new(0, 1, 0, 1);
    private static readonly Vector4 Blue = new(0, 0, 1, 1);

    private static RenderTarget Target => new()
    {
        Color = new Surface(ColorOffset, MemoryEnd, Width * 4),
        ColorFormat = SurfaceFormat.A8R8G8B8,
        Depth = new Surface(DepthOffset, MemoryEnd, Width * 4),
        DepthFormat = DepthFormat.Z24S8,
        Layout = SurfaceLayout.Pitch,
        Clip = new Rectangle(0, 0, Width, Height),
    };

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
    public void Clear_WrittenBack_IsInMemory()
    {
        using var bench = new Bench(this);

        bench.Renderer.Clear(new ClearCall(Target, new Rectangle(2, 3, 10, 9), ColorMask.All, 0xFF12_3456, true, true, 0x89AB_CDEF));
        bench.Renderer.WriteBack();

        Assert.Equal((0xFF12_3456u, 0xFF12_3456u, 0u), (bench.Pixel(2, 3), bench.Pixel(9, 8), bench.Pixel(10, 8)));
        Assert.Equal((0x89AB_CDEFu, 0u), (bench.Word(DepthOffset + (((3 * Width) + 2) * 4)), bench.Word(DepthOffset)));
    }

    [Fact]
    public void Triangle_OfThreeColors_HasThemAtItsPlaces()
    {
        using var bench = new Bench(this);

        bench.Draw((new(32, 0, 0, 1), Red, default), (new(64, 48, 0, 1), Green, default), (new(0, 48, 0, 1), Blue, default));
        bench.Renderer.WriteBack();

        AssertColor(new Vector3(239, 8, 8), bench.Pixel(31, 3), 10);
        AssertColor(new Vector3(3, 247, 5), bench.Pixel(62, 47), 10);
        AssertColor(new Vector3(3, 5, 247), bench.Pixel(1, 47), 10);
        AssertColor(new Vector3(87, 84, 84), bench.Pixel(32, 31), 4);
        Assert.Equal((0u, 0u), (bench.Pixel(0, 0), bench.Pixel(63, 3)));
    }

    [Fact]
    public void Rectangle_Drawn_FillsExactlyItsPixels()
    {
        using var bench = new Bench(this);

        bench.DrawRectangle(Red, 8, 4, 24, 12);
        bench.Renderer.WriteBack();

        Assert.Equal(16 * 8, Enumerable.Range(0, Width * Height).Count(i => bench.Pixel(i % Width, i / Width) == 0xFFFF_0000));
        Assert.Equal((0xFFFF_0000u, 0xFFFF_0000u), (bench.Pixel(8, 4), bench.Pixel(23, 11)));
    }

    [Fact]
    public void Memory_ReadByOthersAfterADraw_HasIt()
    {
        using var bench = new Bench(this);

        bench.DrawRectangle(Red, 0, 0, 4, 4);

        Assert.Equal((0xFFFF_0000u, 0u), (bench.Pixel(3, 3), bench.Pixel(4, 3)));
    }

    [Fact]
    public void Memory_WrittenByOthersBetweenDraws_IsKept()
    {
        using var bench = new Bench(this);
        bench.DrawRectangle(Red, 0, 0, 8, 8);

        bench.Fill(ColorOffset + 4, [1, 2, 3, 4]);
        bench.DrawRectangle(Green, 4, 4, 8, 8);

        Assert.Equal((0xFFFF_0000u, 0x0403_0201u, 0xFF00_FF00u), (bench.Pixel(0, 0), bench.Pixel(1, 0), bench.Pixel(5, 5)));
    }

    [Fact]
    public void Depth_Tested_KeepsTheNearer()
    {
        using var bench = new Bench(this);
        bench.Call.State = bench.Call.State with { IsDepthTested = true, WritesDepth = true };
        bench.Renderer.Clear(new ClearCall(Target, Target.Clip, ColorMask.None, 0, true, true, 0xFFFF_FF00));

        bench.DrawRectangle(Red, 0, 0, 8, 8, 1000);
        bench.DrawRectangle(Green, 4, 0, 12, 8, 2000);

        Assert.Equal((0xFFFF_0000u, 0xFF00_FF00u), (bench.Pixel(5, 0), bench.Pixel(9, 0)));
        Assert.Equal(2000u << 8, bench.Word(DepthOffset + (9 * 4)));
    }

    [Fact]
    public void Texture_Nearest_ShowsItsTexels()
    {
        using var bench = new Bench(this);
        bench.Fill(TextureOffset, [0x11, 0x22, 0x33, 0xFF, 0x44, 0x55, 0x66, 0xFF]);
        bench.Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
        bench.Call.Textures[0] = new TextureState
        {
            Kind = TextureKind.TwoDimensional,
            Offset = TextureOffset,
            Limit = MemoryEnd,
            Format = TextureFormat.A8R8G8B8,
            Layout = SurfaceLayout.Swizzled,
            Width = 2,
            Height = 1,
            Depth = 1,
            Levels = 1,
            AddressU = TextureAddress.ClampToEdge,
            AddressV = TextureAddress.ClampToEdge,
            AddressP = TextureAddress.ClampToEdge,
            MinFilter = TextureFilter.Nearest,
            MagFilter = TextureFilter.Nearest,
        };

        bench.DrawRectangle(Red, 0, 0, 16, 8);

        Assert.Equal((0xFF33_2211u, 0xFF66_5544u), (bench.Pixel(3, 3), bench.Pixel(12, 3)));
    }

    [Fact]
    public void PassedCount_OfCountedDraws_IsTakenOnce()
    {
        using var bench = new Bench(this);
        bench.Call.State = bench.Call.State with { CountsPasses = true };

        bench.DrawRectangle(Red, 0, 0, 4, 4);
        bench.DrawRectangle(Red, 62, 0, 70, 2);

        Assert.Equal(20u, bench.Renderer.TakePassedCount());
        Assert.Equal(0u, bench.Renderer.TakePassedCount());
    }

    [Fact]
    public void Draws_ThatMakeNoSense_HurtNobody()
    {
        using var bench = new Bench(this);

        bench.Renderer.Draw(bench.Call);
        bench.Draw((new(float.NaN, 0, 0, 1), Red, default), (new(float.PositiveInfinity, 0, 0, 1), Red, default), (new(0, 1e30f, float.NaN, 0), Red, default));
        bench.Call.Target = Target with { Color = new Surface(ulong.MaxValue - 8, ulong.MaxValue, 1), Depth = new Surface(1, 0, 0) };
        bench.DrawRectangle(Red, -1e9f, -1e9f, 1e9f, 1e9f);
        bench.Renderer.Clear(new ClearCall(bench.Call.Target, new Rectangle(0, 0, 4096, 4096), ColorMask.All, 1, true, true, 1));
        bench.Call.Target = Target;
        bench.DrawRectangle(Green, 0, 0, 4, 4);

        Assert.Equal(0xFF00_FF00u, bench.Pixel(0, 0));
    }

    private static void AssertColor(Vector3 expected, uint argb, int tolerance)
    {
        var actual = new Vector3((argb >> 16) & 0xFF, (argb >> 8) & 0xFF, argb & 0xFF);
        Vector3 difference = Vector3.Abs(expected - actual);
        Assert.True(MathF.Max(difference.X, MathF.Max(difference.Y, difference.Z)) <= tolerance, $"{actual} where {expected} is right");
    }

    private sealed class Bench : IDisposable
    {
        private readonly TestMachine _machine = new();

        public Bench(RendererConformance suite)
        {
            Renderer = suite.CreateRenderer(_machine);
            Renderer.Attach(_machine.Ram);
            Call = PlainDraw.Create(Target);
        }

        public IRenderer Renderer { get; }

        public DrawCall Call { get; }

        public void Draw(params ReadOnlySpan<(Vector4 Position, Vector4 Color, Vector4 Texture)> vertices)
        {
            PlainDraw.SetVertices(Call, vertices);
            Renderer.Draw(Call);
        }

        public void DrawRectangle(Vector4 color, float left, float top, float right, float bottom, float z = 0)
        {
            (Vector4, Vector4, Vector4) a = (new(left, top, z, 1), color, new(0, 0, 0, 1));
            (Vector4, Vector4, Vector4) b = (new(right, top, z, 1), color, new(1, 0, 0, 1));
            (Vector4, Vector4, Vector4) c = (new(right, bottom, z, 1), color, new(1, 1, 0, 1));
            (Vector4, Vector4, Vector4) d = (new(left, bottom, z, 1), color, new(0, 1, 0, 1));
            Draw(a, b, c, a, c, d);
        }

        /// <summary>A word as anybody reads it.</summary>
        public uint Word(uint offset)
        {
            using RamLease lease = _machine.Ram.Lease(offset, 4, RamAccess.Read);
            return MemoryMarshal.Read<uint>(lease.Span);
        }

        public uint Pixel(int x, int y) => Word(ColorOffset + (uint)(((y * Width) + x) * 4));

        public void Fill(uint offset, ReadOnlySpan<byte> bytes)
        {
            using RamLease lease = _machine.Ram.Lease(offset, bytes.Length, RamAccess.Write);
            bytes.CopyTo(lease.Span);
        }

        public void Dispose()
        {
            (Renderer as IDisposable)?.Dispose();
            _machine.Dispose();
        }
    }
}
