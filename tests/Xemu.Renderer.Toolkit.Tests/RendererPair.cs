using System.Numerics;
using System.Runtime.InteropServices;
using Sample.Renderer.Gpu;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Renderer.Software;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>The software renderer and one on the host's GPU, each with a memory of its own, which get the same work.</summary>
internal sealed class RendererPair : IDisposable
{
    public const int Width = 64;
    public const int Height = 48;
    public const uint ColorOffset = 0x1_0000;
    public const uint DepthOffset = 0x4_0000;
    public const uint TextureOffset = 0x8_0000;
    public const uint MemoryEnd = 0xF_FFFF;

    private readonly TestMachine _expected = new();
    private readonly TestMachine _actual = new();
    private readonly SoftwareRenderer _software;

    public RendererPair()
    {
        HostVulkan.Require();
        _software = new SoftwareRenderer(_expected);
        _software.Attach(_expected.Ram);
        Gpu = new GpuRenderer(new VulkanBackend());
        Gpu.Attach(_actual.Ram);
        Call = PlainDraw.Create(new RenderTarget
        {
            Color = new Surface(ColorOffset, MemoryEnd, Width * 4),
            ColorFormat = SurfaceFormat.A8R8G8B8,
            Depth = new Surface(DepthOffset, MemoryEnd, Width * 4),
            DepthFormat = DepthFormat.Z24S8,
            Layout = SurfaceLayout.Pitch,
            Clip = new Rectangle(0, 0, Width, Height),
        });
    }

    /// <summary>A texture of 16 times 16 texels that repeats, not filtered.</summary>
    public static TextureState SmallTexture => new()
    {
        Kind = TextureKind.TwoDimensional,
        Offset = TextureOffset,
        Limit = MemoryEnd,
        Format = TextureFormat.A8R8G8B8,
        Layout = SurfaceLayout.Swizzled,
        Width = 16,
        Height = 16,
        Depth = 1,
        Levels = 1,
        AddressU = TextureAddress.Wrap,
        AddressV = TextureAddress.Wrap,
        MinFilter = TextureFilter.Nearest,
        MagFilter = TextureFilter.Nearest,
    };

    public GpuRenderer Gpu { get; }

    public DrawCall Call { get; }

    /// <summary>The memory of the renderer on the GPU.</summary>
    public IRamBlock Ram => _actual.Ram;

    /// <summary>Draws vertices: position, colour and texture coordinates each.</summary>
    public void Draw(params ReadOnlySpan<(Vector4 Position, Vector4 Color, Vector4 Texture)> vertices)
    {
        PlainDraw.SetVertices(Call, vertices);

        // Programs may write constants: both begin with the same.
        Vector4[] constants = [.. Call.VertexConstants];
        _software.Draw(Call);
        constants.CopyTo(Call.VertexConstants, 0);
        Gpu.Draw(Call);
    }

    /// <summary>Draws a rectangle of a colour; texture coordinates run from 0 to 1 over it.</summary>
    public void DrawRectangle(Vector4 color, float left, float top, float right, float bottom, float z = 0)
    {
        (Vector4, Vector4, Vector4) a = (new(left, top, z, 1), color, new(0, 0, 0, 1));
        (Vector4, Vector4, Vector4) b = (new(right, top, z, 1), color, new(1, 0, 0, 1));
        (Vector4, Vector4, Vector4) c = (new(right, bottom, z, 1), color, new(1, 1, 0, 1));
        (Vector4, Vector4, Vector4) d = (new(left, bottom, z, 1), color, new(0, 1, 0, 1));
        Draw(a, b, c, a, c, d);
    }

    public void Clear(in ClearCall call)
    {
        _software.Clear(call);
        Gpu.Clear(call);
    }

    public void Copy(in CopyCall call)
    {
        ((IRenderer)_software).Copy(call, _expected.Ram);
        Gpu.Copy(call, _actual.Ram);
    }

    /// <summary>Writes to both memories, as a CPU does.</summary>
    public void Fill(uint offset, ReadOnlySpan<byte> bytes)
    {
        foreach (TestMachine machine in (TestMachine[])[_expected, _actual])
        {
            using RamLease lease = machine.Ram.Lease(offset, bytes.Length, RamAccess.Write);
            bytes.CopyTo(lease.Span);
        }
    }

    /// <summary>Random bytes in both memories.</summary>
    public void FillRandom(uint offset, int length)
    {
        byte[] bytes = new byte[length];
        new Random(3).NextBytes(bytes);
        Fill(offset, bytes);
    }

    /// <summary>A word of the GPU's memory, as a CPU reads it.</summary>
    public uint Word(uint offset)
    {
        using RamLease lease = Ram.Lease(offset, 4, RamAccess.Read);
        return MemoryMarshal.Read<uint>(lease.Span);
    }

    public (ulong Expected, ulong Actual) TakePassedCounts() => (_software.TakePassedCount(), Gpu.TakePassedCount());

    /// <summary>Compares a range of both memories after all was written back.</summary>
    /// <param name="offset">First byte.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="tolerance">By how much a byte may differ.</param>
    public void AssertSame(uint offset, int length, int tolerance = 0)
    {
        List<(int Place, byte Expected, byte Actual)> different = Differences(offset, length, tolerance);
        Assert.True(
            different.Count == 0,
            $"{different.Count} bytes differ, the first at {different.FirstOrDefault().Place}: {different.FirstOrDefault().Actual} where {different.FirstOrDefault().Expected} is right");
    }

    /// <summary>How many bytes of a range differ after all was written back.</summary>
    public int CountDifferences(uint offset, int length, int tolerance = 0) => Differences(offset, length, tolerance).Count;

    /// <summary>The same of the colour surface.</summary>
    public void AssertSamePicture(int tolerance = 0) => AssertSame(ColorOffset, Width * Height * 4, tolerance);

    /// <summary>Both pictures after all was written back, pixels of 32 bits.</summary>
    public (uint[] Expected, uint[] Actual) Pictures()
    {
        Gpu.WriteBack();
        using RamLease expected = _expected.Ram.Lease(ColorOffset, Width * Height * 4, RamAccess.Read);
        using RamLease actual = _actual.Ram.Lease(ColorOffset, Width * Height * 4, RamAccess.Read);
        return (MemoryMarshal.Cast<byte, uint>(expected.Span).ToArray(), MemoryMarshal.Cast<byte, uint>(actual.Span).ToArray());
    }

    public void Dispose()
    {
        Gpu.Dispose();
        _software.Dispose();
        _expected.Dispose();
        _actual.Dispose();
    }

    private List<(int Place, byte Expected, byte Actual)> Differences(uint offset, int length, int tolerance)
    {
        Gpu.WriteBack();
        using RamLease expected = _expected.Ram.Lease(offset, length, RamAccess.Read);
        using RamLease actual = _actual.Ram.Lease(offset, length, RamAccess.Read);
        var different = new List<(int, byte, byte)>();
        for (int i = 0; i < length; i++)
        {
            if (Math.Abs(expected.Span[i] - actual.Span[i]) > tolerance)
            {
                different.Add((i, expected.Span[i], actual.Span[i]));
            }
        }

        return different;
    }
}
