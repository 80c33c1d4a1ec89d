using System.Numerics;
using Silk.NET.Vulkan;
using Xemu.Abstractions.Graphics;
using Xemu.Renderer.Toolkit;

namespace Sample.Renderer.Gpu;

/// <content>Passes and draws.</content>
public sealed unsafe partial class VulkanBackend
{
    /// <inheritdoc/>
    public void BeginPass(in GpuPass pass)
    {
        RequireNoPass();
        VulkanImage? color = Attachment(pass, pass.Color, GpuFormat.Rgba8);
        VulkanImage? depth = Attachment(pass, pass.Depth, GpuFormat.Depth32Stencil8);
        if (color is null && depth is null)
        {
            throw new ArgumentException("A pass needs an image.", nameof(pass));
        }

        var extent = new Extent2D((uint)pass.Width, (uint)pass.Height);
        var info = new RenderPassBeginInfo
        {
            SType = StructureType.RenderPassBeginInfo,
            RenderPass = _pipelines.PassFor(color is not null, depth is not null),
            Framebuffer = FramebufferFor(pass, color, depth),
            RenderArea = new Rect2D(default, extent),
        };
        Barrier();
        Vk.CmdBeginRenderPass(Batch.Commands, in info, SubpassContents.Inline);
        var viewport = new Viewport(0, 0, pass.Width, pass.Height, 0, 1);
        Vk.CmdSetViewport(Batch.Commands, 0, 1, in viewport);
        _pass = pass;
    }

    /// <inheritdoc/>
    public void Clear(in GpuClear clear)
    {
        RequirePass();
        ClearAttachment* attachments = stackalloc ClearAttachment[2];
        uint count = 0;
        if (clear.Color is { } color && !_pass!.Value.Color.IsNone)
        {
            attachments[count++] = new ClearAttachment(
                ImageAspectFlags.ColorBit, 0, new ClearValue(new ClearColorValue(color.X, color.Y, color.Z, color.W)));
        }

        ImageAspectFlags aspects = (clear.Depth is null ? 0 : ImageAspectFlags.DepthBit) | (clear.Stencil is null ? 0 : ImageAspectFlags.StencilBit);
        if (aspects != 0 && !_pass!.Value.Depth.IsNone)
        {
            attachments[count++] = new ClearAttachment(
                aspects, 0, new ClearValue(depthStencil: new ClearDepthStencilValue(clear.Depth ?? 0, clear.Stencil ?? 0)));
        }

        if (count > 0)
        {
            var area = new ClearRect(Translate(clear.Area), 0, 1);
            Vk.CmdClearAttachments(Batch.Commands, count, attachments, 1, &area);
        }
    }

    /// <inheritdoc/>
    public void Draw(in GpuDraw draw)
    {
        RequirePass();
        Pipeline pipeline = Find(_made, draw.Pipeline.Id, "pipeline");
        VulkanBuffer vertices = Find(_buffers, draw.Vertices.Buffer.Id, "buffer");
        VulkanBuffer indices = Find(_buffers, draw.Indices.Buffer.Id, "buffer");
        DescriptorSet set = MakeSet(draw);
        if (draw.CountsPasses && Batch.QueriesUsed == VulkanBatch.QueryCount)
        {
            // A batch counts so many draws: the pass goes on in the next one.
            GpuPass pass = _pass!.Value;
            EndPass();
            Submit();
            BeginPass(pass);
            set = MakeSet(draw);
        }

        CommandBuffer commands = Batch.Commands;
        Vk.CmdBindPipeline(commands, PipelineBindPoint.Graphics, pipeline);
        Vk.CmdBindDescriptorSets(commands, PipelineBindPoint.Graphics, _pipelines.Layout, 0, 1, in set, 0, null);
        ulong offset = (ulong)draw.Vertices.OffsetBytes;
        Silk.NET.Vulkan.Buffer buffer = vertices.Handle;
        Vk.CmdBindVertexBuffers(commands, 0, 1, in buffer, in offset);
        Vk.CmdBindIndexBuffer(commands, indices.Handle, (ulong)draw.Indices.OffsetBytes, IndexType.Uint32);
        Rect2D scissor = Translate(draw.Scissor);
        Vk.CmdSetScissor(commands, 0, 1, in scissor);
        Vector4 constant = draw.BlendColor;
        Vk.CmdSetBlendConstants(commands, (float*)&constant);
        Vk.CmdSetLineWidth(commands, Math.Clamp(draw.LineWidth, 1, Limits.MaxLineWidth));
        Vk.CmdSetStencilReference(commands, StencilFaceFlags.FaceFrontAndBack, draw.Stencil.Reference);
        Vk.CmdSetStencilCompareMask(commands, StencilFaceFlags.FaceFrontAndBack, draw.Stencil.ReadMask);
        Vk.CmdSetStencilWriteMask(commands, StencilFaceFlags.FaceFrontAndBack, draw.Stencil.WriteMask);
        if (draw.CountsPasses)
        {
            Batch.BeginQuery();
        }

        Vk.CmdDrawIndexed(commands, (uint)draw.Indices.SizeBytes / 4, 1, 0, 0, 0);
        if (draw.CountsPasses)
        {
            Batch.EndQuery();
        }
    }

    /// <inheritdoc/>
    public void EndPass()
    {
        RequirePass();
        Vk.CmdEndRenderPass(Batch.Commands);
        _pass = null;
    }

    private static Rect2D Translate(Rectangle area) => new(
        new Offset2D(area.Left, area.Top), new Extent2D((uint)(area.Right - area.Left), (uint)(area.Bottom - area.Top)));

    private VulkanImage? Attachment(in GpuPass pass, GpuImage image, GpuFormat format)
    {
        if (image.IsNone)
        {
            return null;
        }

        VulkanImage found = Find(_images, image.Id, "image");
        GpuImageDescription d = found.Description;
        return d.Format == format && pass.Width >= 1 && pass.Height >= 1 && pass.Width <= d.Width && pass.Height <= d.Height
            ? found
            : throw new ArgumentException($"{pass} cannot draw into {d}.", nameof(pass));
    }

    private Framebuffer FramebufferFor(in GpuPass pass, VulkanImage? color, VulkanImage? depth)
    {
        if (_framebuffers.TryGetValue(pass, out Framebuffer framebuffer))
        {
            return framebuffer;
        }

        ImageView* views = stackalloc ImageView[2];
        uint count = 0;
        if (color is not null)
        {
            views[count++] = color.View;
        }

        if (depth is not null)
        {
            views[count++] = depth.View;
        }

        var info = new FramebufferCreateInfo
        {
            SType = StructureType.FramebufferCreateInfo,
            RenderPass = _pipelines.PassFor(color is not null, depth is not null),
            AttachmentCount = count,
            PAttachments = views,
            Width = (uint)pass.Width,
            Height = (uint)pass.Height,
            Layers = 1,
        };
        VulkanDevice.Check(Vk.CreateFramebuffer(_device.Handle, in info, null, out framebuffer), "make a framebuffer");
        _framebuffers.Add(pass, framebuffer);
        return framebuffer;
    }

    private DescriptorSet MakeSet(in GpuDraw draw)
    {
        DescriptorSet set = Batch.MakeSet(_pipelines.SetLayout);
        WriteUniforms(set, 0, draw.VertexUniforms);
        WriteUniforms(set, 1, draw.PixelUniforms);
        for (int i = 0; i < 4; i++)
        {
            // What the shader does not read is bound too: not every driver lets a binding be without an image.
            GpuImage texture = draw.Textures[i].IsNone ? _none : draw.Textures[i];
            var image = new DescriptorImageInfo(_sampler, Find(_images, texture.Id, "image").View, ImageLayout.General);
            var write = new WriteDescriptorSet
            {
                SType = StructureType.WriteDescriptorSet,
                DstSet = set,
                DstBinding = (uint)(2 + i),
                DescriptorCount = 1,
                DescriptorType = DescriptorType.CombinedImageSampler,
                PImageInfo = &image,
            };
            Vk.UpdateDescriptorSets(_device.Handle, 1, in write, 0, null);
        }

        return set;
    }

    private void WriteUniforms(DescriptorSet set, uint binding, in GpuBufferRange range)
    {
        var info = new DescriptorBufferInfo(Find(_buffers, range.Buffer.Id, "buffer").Handle, (ulong)range.OffsetBytes, (ulong)range.SizeBytes);
        var write = new WriteDescriptorSet
        {
            SType = StructureType.WriteDescriptorSet,
            DstSet = set,
            DstBinding = binding,
            DescriptorCount = 1,
            DescriptorType = DescriptorType.UniformBuffer,
            PBufferInfo = &info,
        };
        Vk.UpdateDescriptorSets(_device.Handle, 1, in write, 0, null);
    }
}
