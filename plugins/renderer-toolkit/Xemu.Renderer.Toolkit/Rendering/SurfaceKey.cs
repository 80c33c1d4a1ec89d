using Xemu.Abstractions.Graphics;

namespace Xemu.Renderer.Toolkit;

/// <summary>What makes two surfaces the same.</summary>
/// <param name="Surface">Where it lies.</param>
/// <param name="ColorFormat">Its format, or none for depth.</param>
/// <param name="DepthFormat">Its format, or none for colour.</param>
/// <param name="Layout">The order of pixels.</param>
/// <param name="WidthLog2">Of a swizzled one.</param>
/// <param name="HeightLog2">Of a swizzled one.</param>
internal readonly record struct SurfaceKey(
    Surface Surface, SurfaceFormat ColorFormat, DepthFormat DepthFormat, SurfaceLayout Layout, int WidthLog2, int HeightLog2)
{
    /// <summary>Bytes of a pixel.</summary>
    public int PixelBytes => IsDepth ? SurfaceMemory.BytesPerPixel(DepthFormat) : SurfaceMemory.BytesPerPixel(ColorFormat);

    /// <summary>Whether it holds depth.</summary>
    public bool IsDepth => DepthFormat != DepthFormat.None;

    /// <summary>A target of its layout, for what addresses pixels.</summary>
    public RenderTarget Target => new() { Layout = Layout, WidthLog2 = WidthLog2, HeightLog2 = HeightLog2 };

    /// <summary>The bytes of its upper left part.</summary>
    /// <param name="width">Samples.</param>
    /// <param name="height">Samples.</param>
    /// <param name="memoryBytes">Size of the RAM.</param>
    public MemoryRange Range(int width, int height, ulong memoryBytes)
    {
        var area = new Rectangle(0, 0, width, height);
        return IsDepth
            ? SurfaceMemory.DepthRange(Target with { Depth = Surface, DepthFormat = DepthFormat }, area, memoryBytes)
            : SurfaceMemory.ColorRange(Target with { Color = Surface, ColorFormat = ColorFormat }, area, memoryBytes);
    }

    /// <summary>The colour surface of a target.</summary>
    public static SurfaceKey Color(in RenderTarget target) =>
        new(target.Color, target.ColorFormat, DepthFormat.None, target.Layout, target.WidthLog2, target.HeightLog2);

    /// <summary>The depth surface of a target.</summary>
    public static SurfaceKey Depth(in RenderTarget target) =>
        new(target.Depth, SurfaceFormat.None, target.DepthFormat, target.Layout, target.WidthLog2, target.HeightLog2);
}
