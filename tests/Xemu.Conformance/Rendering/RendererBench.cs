using System.Numerics;
using System.Runtime.InteropServices;
using Xemu.Abstractions.Graphics;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>Memory with a picture in it, and a draw whose programs pass positions, colours and texture coordinates through.</summary>
public sealed class RendererBench
{
    public const int Width = 64;
    public const int Height = 48;
    public const uint ColorOffset = 0x1_0000;
    public const uint DepthOffset = 0x4_0000;
    public const uint TextureOffset = 0x6_0000;

    public RendererBench(IRamBlock ram)
    {
        Ram = ram;
        Call = PlainDraw.Create(Target);
    }

    public IRamBlock Ram { get; }

    public DrawCall Call { get; }

    /// <summary>A picture of 32 bits with depth of 24.</summary>
    public static RenderTarget Target => new()
    {
        Color = new Surface(ColorOffset, 0xF_FFFF, Width * 4),
        ColorFormat = SurfaceFormat.A8R8G8B8,
        Depth = new Surface(DepthOffset, 0xF_FFFF, Width * 4),
        DepthFormat = DepthFormat.Z24S8,
        Layout = SurfaceLayout.Pitch,
        Clip = new Rectangle(0, 0, Width, Height),
    };

    /// <summary>A clear of everything in the target.</summary>
    public static ClearCall ClearAll(uint color) => new(Target, Target.Clip, ColorMask.All, color, ClearsDepth: true, ClearsStencil: true, 0xFFFF_FF00);

    /// <summary>A linear texture of 32 bits, not filtered, its coordinates in texels.</summary>
    public static TextureState Texture(uint offset, int width, int height) => new()
    {
        Kind = TextureKind.TwoDimensional,
        Offset = offset,
        Limit = 0xF_FFFF,
        Format = TextureFormat.A8R8G8B8,
        Layout = SurfaceLayout.Pitch,
        Width = width,
        Height = height,
        Depth = 1,
        Levels = 1,
        Pitch = (uint)width * 4,
        AddressU = TextureAddress.ClampToEdge,
        AddressV = TextureAddress.ClampToEdge,
        AddressP = TextureAddress.ClampToEdge,
        MinFilter = TextureFilter.Nearest,
        MagFilter = TextureFilter.Nearest,
        MaxAnisotropy = 1,
    };

    /// <summary>Rows of the picture, or of another of its pitch.</summary>
    public static MemoryRows Rows(uint offset, int x, int y) =>
        new(offset + (uint)(((y * Width) + x) * 4), Width * 4, 0, 0xF_FFFF);

    /// <summary>A copy of pixels of 32 bits.</summary>
    public static CopyCall Copy(MemoryRows from, MemoryRows to, int width, int height, SurfaceFormat format = SurfaceFormat.A8R8G8B8) => new(from, to, width * 4, height, format);

    /// <summary>Has the draw take the colour of the first texture.</summary>
    public void UseTexture(TextureState texture)
    {
        Call.Textures[0] = texture;
        Call.PixelProgram = PlainDraw.Showing(CombinerRegister.Texture0);
    }

    /// <summary>Makes the draw a rectangle of one colour; positions are pixels, and so are texture coordinates.</summary>
    public DrawCall Rectangle(Vector4 color, float left, float top, float right, float bottom, float z = 0)
    {
        (Vector4, Vector4, Vector4) Corner(float x, float y) => (new(x, y, z, 1), color, new(x, y, 0, 1));
        PlainDraw.SetVertices(
            Call, [Corner(left, top), Corner(right, top), Corner(right, bottom), Corner(left, top), Corner(right, bottom), Corner(left, bottom)]);
        return Call;
    }

    /// <summary>A pixel of the picture, as the guest reads it.</summary>
    public uint Pixel(int x, int y) => Word(ColorOffset + (uint)(((y * Width) + x) * 4));

    /// <summary>A word of memory, as the guest reads it.</summary>
    public uint Word(uint offset)
    {
        using RamLease lease = Ram.Lease(offset, 4, RamAccess.Read);
        return MemoryMarshal.Read<uint>(lease.Span);
    }

    /// <summary>Writes words as the guest does.</summary>
    public void Fill(uint offset, int count, uint value)
    {
        using RamLease lease = Ram.Lease(offset, count * 4, RamAccess.Write);
        MemoryMarshal.Cast<byte, uint>(lease.Span).Fill(value);
    }
}
