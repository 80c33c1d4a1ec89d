using Silk.NET.Vulkan;
using Xemu.Renderer.Toolkit;

namespace Sample.Renderer.Gpu;

/// <summary>What the toolkit needs of a GPU, with Vulkan 1.1 and no window. Made to be read: one barrier between any two things, no pools.</summary>
public sealed unsafe partial class VulkanBackend : IGpuBackend
{
    private readonly VulkanDevice _device = new();
    private readonly VulkanPipelines _pipelines;
    private readonly Silk.NET.Vulkan.Sampler _sampler;
    private readonly Dictionary<ulong, VulkanBuffer> _buffers = [];
    private readonly Dictionary<ulong, VulkanImage> _images = [];
    private readonly Dictionary<ulong, Pipeline> _made = [];
    private readonly Dictionary<GpuPass, Framebuffer> _framebuffers = [];
    private readonly Queue<VulkanBatch> _sent = [];
    private readonly GpuImage _none;
    private VulkanBatch? _batch;
    private GpuPass? _pass;
    private ulong _lastId;
    private ulong _lastBatch;
    private ulong _done;
    private ulong _passed;

    /// <summary>Opens the first device.</summary>
    /// <exception cref="GpuBackendException">There is none.</exception>
    public VulkanBackend()
    {
        _pipelines = new VulkanPipelines(_device);
        var sampler = new SamplerCreateInfo { SType = StructureType.SamplerCreateInfo };
        VulkanDevice.Check(Vk.CreateSampler(_device.Handle, in sampler, null, out _sampler), "make a sampler");
        PhysicalDeviceLimits limits = _device.Properties.Limits;
        Limits = new GpuLimits
        {
            Shaders = ShaderFlavour.SpirV,
            MaxImageSize = (int)limits.MaxImageDimension2D,
            MaxVolumeSize = (int)limits.MaxImageDimension3D,
            UniformAlignment = (int)limits.MinUniformBufferOffsetAlignment,
            HasLogicOperations = _device.Features.LogicOp,
            HasPolygonModes = _device.Features.FillModeNonSolid,
            MaxLineWidth = _device.Features.WideLines ? limits.LineWidthRange[1] : 1,
            MaxPointSize = _device.Features.LargePoints ? limits.PointSizeRange[1] : 1,
        };
        _none = CreateImage(new GpuImageDescription(GpuImageKind.Layers, GpuFormat.Texels, 1, 1));
    }

    /// <inheritdoc/>
    public GpuLimits Limits { get; }

    private Vk Vk => _device.Vk;

    private VulkanBatch Batch => _batch ??= new VulkanBatch(_device, ++_lastBatch);

    /// <inheritdoc/>
    public GpuBuffer CreateBuffer(int sizeBytes, GpuBufferUse use)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeBytes, 1);
        BufferUsageFlags flags = use switch
        {
            GpuBufferUse.Vertices => BufferUsageFlags.VertexBufferBit,
            GpuBufferUse.Indices => BufferUsageFlags.IndexBufferBit,
            _ => BufferUsageFlags.UniformBufferBit,
        };
        _buffers.Add(++_lastId, _device.MakeBuffer(sizeBytes, flags));
        return new GpuBuffer(_lastId);
    }

    /// <inheritdoc/>
    public GpuPipeline CreatePipeline(GpuPipelineDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        _made.Add(++_lastId, _pipelines.Make(description));
        return new GpuPipeline(_lastId);
    }

    /// <inheritdoc/>
    public void Destroy(GpuBuffer buffer)
    {
        VulkanBuffer found = Find(_buffers, buffer.Id, "buffer");
        _buffers.Remove(buffer.Id);
        Batch.Afterwards(() => _device.Free(found));
    }

    /// <inheritdoc/>
    public void Destroy(GpuPipeline pipeline)
    {
        Pipeline found = Find(_made, pipeline.Id, "pipeline");
        _made.Remove(pipeline.Id);
        Batch.Afterwards(() => Vk.DestroyPipeline(_device.Handle, found, null));
    }

    /// <inheritdoc/>
    public void WriteBuffer(GpuBuffer buffer, int offsetBytes, ReadOnlySpan<byte> data)
    {
        VulkanBuffer found = Find(_buffers, buffer.Id, "buffer");
        if (offsetBytes < 0 || ((offsetBytes | data.Length) & 3) != 0 || data.Length > found.SizeBytes - offsetBytes)
        {
            throw new ArgumentException($"{data.Length} bytes at {offsetBytes} do not fit a buffer of {found.SizeBytes} in whole words.", nameof(data));
        }

        data.CopyTo(found.Bytes[offsetBytes..]);
    }

    /// <inheritdoc/>
    public GpuFence Submit()
    {
        RequireNoPass();
        VulkanBatch batch = Batch;
        batch.Submit();
        _sent.Enqueue(batch);
        _batch = null;
        return new GpuFence(batch.Number);
    }

    /// <inheritdoc/>
    public bool IsDone(GpuFence fence)
    {
        while (_sent.TryPeek(out VulkanBatch? batch) && batch.IsDone())
        {
            Finish();
        }

        return fence.Number <= _done;
    }

    /// <inheritdoc/>
    public void Wait(GpuFence fence)
    {
        if (_batch is { } open && open.Number <= fence.Number)
        {
            throw new ArgumentException("The mark was not made here.", nameof(fence));
        }

        while (fence.Number > _done && _sent.TryPeek(out VulkanBatch? batch))
        {
            batch.Wait();
            Finish();
        }
    }

    /// <inheritdoc/>
    public ulong TakePassedCount()
    {
        Wait(Submit());
        ulong passed = _passed;
        _passed = 0;
        return passed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pass = null;
        Vk.DeviceWaitIdle(_device.Handle);
        while (_sent.TryDequeue(out VulkanBatch? batch))
        {
            batch.Dispose();
        }

        _batch?.Dispose();
        foreach (Framebuffer framebuffer in _framebuffers.Values)
        {
            Vk.DestroyFramebuffer(_device.Handle, framebuffer, null);
        }

        foreach (VulkanBuffer buffer in _buffers.Values)
        {
            _device.Free(buffer);
        }

        foreach (VulkanImage image in _images.Values)
        {
            Free(image);
        }

        foreach (Pipeline pipeline in _made.Values)
        {
            Vk.DestroyPipeline(_device.Handle, pipeline, null);
        }

        Vk.DestroySampler(_device.Handle, _sampler, null);
        _pipelines.Dispose();
        _device.Dispose();
    }

    private static T Find<T>(Dictionary<ulong, T> all, ulong id, string what) =>
        all.TryGetValue(id, out T? found) ? found : throw new ArgumentException($"There is no {what} {id}.", what);

    private void Finish()
    {
        VulkanBatch batch = _sent.Dequeue();
        _passed += batch.TakeCount();
        _done = batch.Number;
        batch.Dispose();
    }

    private void RequireNoPass()
    {
        if (_pass is not null)
        {
            throw new InvalidOperationException("A pass is open.");
        }
    }

    private void RequirePass()
    {
        if (_pass is null)
        {
            throw new InvalidOperationException("No pass is open.");
        }
    }

    /// <summary>All that was recorded is done and seen by all that follows.</summary>
    private void Barrier()
    {
        var barrier = new MemoryBarrier
        {
            SType = StructureType.MemoryBarrier,
            SrcAccessMask = AccessFlags.MemoryWriteBit,
            DstAccessMask = AccessFlags.MemoryReadBit | AccessFlags.MemoryWriteBit,
        };
        Vk.CmdPipelineBarrier(
            Batch.Commands, PipelineStageFlags.AllCommandsBit, PipelineStageFlags.AllCommandsBit | PipelineStageFlags.HostBit, 0, 1, in barrier, 0, null, 0, null);
    }
}
