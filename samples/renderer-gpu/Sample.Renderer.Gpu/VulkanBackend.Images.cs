using Silk.NET.Vulkan;
using Xemu.Renderer.Toolkit;

namespace Sample.Renderer.Gpu;

/// <content>Images and transfers.</content>
public sealed unsafe partial class VulkanBackend
{
    /// <inheritdoc/>
    public GpuImage CreateImage(in GpuImageDescription description)
    {
        RequireNoPass();
        RequirePossible(description);
        bool isVolume = description.Kind == GpuImageKind.Volume;
        var info = new ImageCreateInfo
        {
            SType = StructureType.ImageCreateInfo,
            ImageType = isVolume ? ImageType.Type3D : ImageType.Type2D,
            Format = Translate(description.Format),
            Extent = new Extent3D((uint)description.Width, (uint)description.Height, isVolume ? (uint)description.Depth : 1),
            MipLevels = (uint)description.Levels,
            ArrayLayers = isVolume ? 1 : (uint)description.Depth,
            Samples = SampleCountFlags.Count1Bit,
            Usage = ImageUsageFlags.TransferSrcBit | ImageUsageFlags.TransferDstBit | description.Format switch
            {
                GpuFormat.Rgba8 => ImageUsageFlags.ColorAttachmentBit,
                GpuFormat.Depth32Stencil8 => ImageUsageFlags.DepthStencilAttachmentBit,
                _ => ImageUsageFlags.SampledBit,
            },
        };
        VulkanDevice.Check(Vk.CreateImage(_device.Handle, in info, null, out Image image), "make an image");
        DeviceMemory memory = _device.Allocate(Vk.GetImageMemoryRequirements(_device.Handle, image), 0);
        VulkanDevice.Check(Vk.BindImageMemory(_device.Handle, image, memory, 0), "bind an image's memory");
        ImageAspectFlags aspects = description.Format == GpuFormat.Depth32Stencil8
            ? ImageAspectFlags.DepthBit | ImageAspectFlags.StencilBit
            : ImageAspectFlags.ColorBit;
        var range = new ImageSubresourceRange(aspects, 0, info.MipLevels, 0, info.ArrayLayers);
        ToGeneral(image, range);
        _images.Add(++_lastId, new VulkanImage(description, image, memory, MakeView(image, description, info.Format, range)));
        return new GpuImage(_lastId);
    }

    /// <inheritdoc/>
    public void Destroy(GpuImage image)
    {
        VulkanImage found = Find(_images, image.Id, "image");
        if (_pass is { } pass && (pass.Color == image || pass.Depth == image))
        {
            throw new InvalidOperationException("The image is drawn into.");
        }

        _images.Remove(image.Id);
        foreach ((GpuPass key, Framebuffer framebuffer) in _framebuffers.Where(f => f.Key.Color == image || f.Key.Depth == image).ToArray())
        {
            _framebuffers.Remove(key);
            Batch.Afterwards(() => Vk.DestroyFramebuffer(_device.Handle, framebuffer, null));
        }

        Batch.Afterwards(() => Free(found));
    }

    /// <inheritdoc/>
    public void WriteImage(GpuImage image, in GpuRegion region, ReadOnlySpan<byte> data)
    {
        RequireNoPass();
        VulkanImage found = Find(_images, image.Id, "image");
        BufferImageCopy copy = Copy(found, region, data.Length);
        VulkanBuffer staging = _device.MakeBuffer(data.Length, BufferUsageFlags.TransferSrcBit);
        data.CopyTo(staging.Bytes);
        Barrier();
        Vk.CmdCopyBufferToImage(Batch.Commands, staging.Handle, found.Handle, ImageLayout.General, 1, in copy);
        Batch.Afterwards(() => _device.Free(staging));
    }

    /// <inheritdoc/>
    public void ReadImage(GpuImage image, in GpuRegion region, Span<byte> data)
    {
        RequireNoPass();
        VulkanImage found = Find(_images, image.Id, "image");
        BufferImageCopy copy = Copy(found, region, data.Length);
        VulkanBuffer staging = _device.MakeBuffer(data.Length, BufferUsageFlags.TransferDstBit);
        Barrier();
        Vk.CmdCopyImageToBuffer(Batch.Commands, found.Handle, ImageLayout.General, staging.Handle, 1, in copy);
        Barrier();
        Wait(Submit());
        staging.Bytes.CopyTo(data);
        _device.Free(staging);
    }

    /// <inheritdoc/>
    public void CopyImage(GpuImage source, in GpuRegion sourceRegion, GpuImage target, in GpuRegion targetRegion)
    {
        RequireNoPass();
        (VulkanImage from, VulkanImage to) = (Find(_images, source.Id, "image"), Find(_images, target.Id, "image"));
        var copy = new ImageCopy();
        (copy.SrcSubresource, copy.SrcOffset, copy.Extent) = from.Locate(sourceRegion);
        (copy.DstSubresource, copy.DstOffset, Extent3D extent) = to.Locate(targetRegion);
        bool isSame = copy.Extent.Width == extent.Width && copy.Extent.Height == extent.Height && sourceRegion.Slices == targetRegion.Slices;
        if (!isSame || from.IsDepth || to.IsDepth || source == target)
        {
            throw new ArgumentException($"{sourceRegion} of one image cannot be copied to {targetRegion} of the other.", nameof(targetRegion));
        }

        Barrier();
        Vk.CmdCopyImage(Batch.Commands, from.Handle, ImageLayout.General, to.Handle, ImageLayout.General, 1, in copy);
    }

    private static Format Translate(GpuFormat format) => format switch
    {
        GpuFormat.Rgba8 => Format.R8G8B8A8Unorm,
        GpuFormat.Depth32Stencil8 => Format.D32SfloatS8Uint,
        _ => Format.R32Uint,
    };

    private static BufferImageCopy Copy(VulkanImage image, in GpuRegion region, int length)
    {
        var copy = new BufferImageCopy();
        (copy.ImageSubresource, copy.ImageOffset, copy.ImageExtent) = image.Locate(region);
        return length == region.SizeBytes ? copy : throw new ArgumentException($"{region} takes {region.SizeBytes} bytes and not {length}.", nameof(length));
    }

    private void RequirePossible(in GpuImageDescription d)
    {
        int most = d.Kind == GpuImageKind.Volume ? Limits.MaxVolumeSize : Limits.MaxImageSize;
        int largest = Math.Max(d.Width, Math.Max(d.Height, d.Kind == GpuImageKind.Volume ? d.Depth : 1));
        bool isDrawnInto = d.Format != GpuFormat.Texels;
        bool isPossible = d.Width >= 1 && d.Height >= 1 && d.Depth >= 1 && d.Levels >= 1 && largest <= most
            && d.Levels <= System.Numerics.BitOperations.Log2((uint)largest) + 1
            && !(isDrawnInto && (d.Kind == GpuImageKind.Volume || d.Depth > 1 || d.Levels > 1));
        if (!isPossible)
        {
            throw new ArgumentException($"There are no images like {d}.", nameof(d));
        }
    }

    private void Free(VulkanImage image)
    {
        Vk.DestroyImageView(_device.Handle, image.View, null);
        Vk.DestroyImage(_device.Handle, image.Handle, null);
        Vk.FreeMemory(_device.Handle, image.Memory, null);
    }

    private ImageView MakeView(Image image, in GpuImageDescription description, Format format, ImageSubresourceRange range)
    {
        var info = new ImageViewCreateInfo
        {
            SType = StructureType.ImageViewCreateInfo,
            Image = image,
            ViewType = description.Kind == GpuImageKind.Volume ? ImageViewType.Type3D
                : description.Format == GpuFormat.Texels ? ImageViewType.Type2DArray : ImageViewType.Type2D,
            Format = format,
            SubresourceRange = range,
        };
        VulkanDevice.Check(Vk.CreateImageView(_device.Handle, in info, null, out ImageView view), "make a view");
        return view;
    }

    private void ToGeneral(Image image, ImageSubresourceRange range)
    {
        var barrier = new ImageMemoryBarrier
        {
            SType = StructureType.ImageMemoryBarrier,
            OldLayout = ImageLayout.Undefined,
            NewLayout = ImageLayout.General,
            DstAccessMask = AccessFlags.MemoryReadBit | AccessFlags.MemoryWriteBit,
            Image = image,
            SubresourceRange = range,
        };
        Vk.CmdPipelineBarrier(
            Batch.Commands, PipelineStageFlags.TopOfPipeBit, PipelineStageFlags.AllCommandsBit, 0, 0, null, 0, null, 1, in barrier);
    }
}
