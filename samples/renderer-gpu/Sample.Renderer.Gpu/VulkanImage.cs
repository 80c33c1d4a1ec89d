using Silk.NET.Vulkan;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Sample.Renderer.Gpu;

/// <summary>An image, always in the general layout: the simplest that is right.</summary>
internal sealed record VulkanImage(GpuImageDescription Description, Image Handle, DeviceMemory Memory, ImageView View)
{
    public bool IsDepth => Description.Format == GpuFormat.Depth32Stencil8;

    private bool IsVolume => Description.Kind == GpuImageKind.Volume;

    /// <summary>What a region is to Vulkan; one that does not lie within the image is the caller's mistake.</summary>
    public (ImageSubresourceLayers Layers, Offset3D Offset, Extent3D Extent) Locate(in GpuRegion region)
    {
        Rectangle area = region.Area;
        int level = region.Level;
        bool isInside = !area.IsEmpty && level >= 0 && level < Description.Levels && region.Slice >= 0 && region.Slices >= 1 && area is { Left: >= 0, Top: >= 0 }
            && area.Right <= Size(Description.Width, level) && area.Bottom <= Size(Description.Height, level)
            && region.Slice + region.Slices <= (IsVolume ? Size(Description.Depth, level) : Description.Depth)
            && IsDepth == (region.Aspect != GpuAspect.Color) && (IsVolume || region.Slices == 1);
        if (!isInside)
        {
            throw new ArgumentException($"{region} does not lie within {Description}.", nameof(region));
        }

        ImageAspectFlags aspect = region.Aspect switch
        {
            GpuAspect.Depth => ImageAspectFlags.DepthBit,
            GpuAspect.Stencil => ImageAspectFlags.StencilBit,
            _ => ImageAspectFlags.ColorBit,
        };
        return (
            new ImageSubresourceLayers(aspect, (uint)level, IsVolume ? 0 : (uint)region.Slice, 1),
            new Offset3D(area.Left, area.Top, IsVolume ? region.Slice : 0),
            new Extent3D((uint)(area.Right - area.Left), (uint)(area.Bottom - area.Top), IsVolume ? (uint)region.Slices : 1));
    }

    private static int Size(int size, int level) => Math.Max(size >> level, 1);
}
