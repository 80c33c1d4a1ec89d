using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>Runs compute shaders on the host's Vulkan, a CPU's if there is one: a uniform block, texture images, one buffer in and one out.</summary>
internal sealed unsafe class VulkanCompute : IDisposable
{
    /// <summary>Bindings of the buffers; those of the uniform block and the textures are the pixel stage's.</summary>
    public const int InputBinding = 8;

    public const int OutputBinding = 9;

    private const uint GroupSize = 64;

    private readonly Vk _vk = Vk.GetApi();
    private readonly Instance _instance;
    private readonly PhysicalDevice _physical;
    private readonly Device _device;
    private readonly Queue _queue;
    private readonly CommandPool _commands;
    private readonly Sampler _sampler;
    private readonly Stack<Action> _owned = [];

    private VulkanCompute()
    {
        var application = new ApplicationInfo { SType = StructureType.ApplicationInfo, ApiVersion = Vk.Version11 };
        var instance = new InstanceCreateInfo { SType = StructureType.InstanceCreateInfo, PApplicationInfo = &application };
        Check(_vk.CreateInstance(in instance, null, out _instance));
        _physical = ChooseDevice();
        float priority = 1;
        var queue = new DeviceQueueCreateInfo { SType = StructureType.DeviceQueueCreateInfo, QueueCount = 1, PQueuePriorities = &priority };
        var device = new DeviceCreateInfo { SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queue };
        Check(_vk.CreateDevice(_physical, in device, null, out _device));
        _vk.GetDeviceQueue(_device, 0, 0, out _queue);
        var pool = new CommandPoolCreateInfo { SType = StructureType.CommandPoolCreateInfo };
        Check(_vk.CreateCommandPool(_device, in pool, null, out _commands));
        var sampler = new SamplerCreateInfo { SType = StructureType.SamplerCreateInfo };
        Check(_vk.CreateSampler(_device, in sampler, null, out _sampler));
    }

    /// <summary>Opens the host's Vulkan, or skips the test.</summary>
    public static VulkanCompute Open()
    {
        HostVulkan.Require();
        return new VulkanCompute();
    }

    /// <summary>Runs a shader once for each of a number of invocations.</summary>
    /// <param name="words">The shader.</param>
    /// <param name="uniforms">The uniform block, or empty.</param>
    /// <param name="uniformBinding">Its binding.</param>
    /// <param name="textures">Images by binding.</param>
    /// <param name="input">What the input buffer holds.</param>
    /// <param name="outputBytes">Length of the output buffer.</param>
    /// <param name="count">Invocations.</param>
    public byte[] Run(
        ImmutableArray<uint> words, ReadOnlySpan<byte> uniforms, int uniformBinding, IReadOnlyList<TexelImage> textures, ReadOnlySpan<byte> input, int outputBytes, int count)
    {
        int paddedBytes = outputBytes / count * (int)(((count + GroupSize - 1) / GroupSize) * GroupSize);
        Buffer uniform = MakeBuffer(uniforms.Length, BufferUsageFlags.UniformBufferBit, uniforms, out _);
        Buffer source = MakeBuffer(input.Length + (int)(GroupSize * 1024), BufferUsageFlags.StorageBufferBit, input, out _);
        Buffer target = MakeBuffer(paddedBytes, BufferUsageFlags.StorageBufferBit, [], out nint result);
        ImageView[] views = [.. textures.Select(MakeImage)];
        DescriptorSetLayout setLayout = MakeSetLayout(uniformBinding, textures);
        PipelineLayout layout = MakeLayout(setLayout);
        Pipeline pipeline = MakePipeline(words, layout);
        DescriptorSet set = MakeSet(setLayout, uniformBinding, uniform, source, target, textures, views);
        Submit(commands =>
        {
            DescriptorSet bound = set;
            _vk.CmdBindPipeline(commands, PipelineBindPoint.Compute, pipeline);
            _vk.CmdBindDescriptorSets(commands, PipelineBindPoint.Compute, layout, 0, 1, in bound, 0, null);
            _vk.CmdDispatch(commands, ((uint)count + GroupSize - 1) / GroupSize, 1, 1);
        });
        byte[] output = new ReadOnlySpan<byte>((void*)result, outputBytes).ToArray();
        Release();
        return output;
    }

    public void Dispose()
    {
        Release();
        _vk.DestroySampler(_device, _sampler, null);
        _vk.DestroyCommandPool(_device, _commands, null);
        _vk.DestroyDevice(_device, null);
        _vk.DestroyInstance(_instance, null);
        _vk.Dispose();
    }

    private static void Check(Result result)
    {
        if (result != Result.Success)
        {
            throw new InvalidOperationException($"Vulkan: {result}.");
        }
    }

    private PhysicalDevice ChooseDevice()
    {
        IReadOnlyCollection<PhysicalDevice> devices = _vk.GetPhysicalDevices(_instance);
        Assert.SkipUnless(devices.Count > 0, "Vulkan has no device: apt install mesa-vulkan-drivers");
        return devices.OrderByDescending(d => _vk.GetPhysicalDeviceProperties(d).DeviceType == PhysicalDeviceType.Cpu).First();
    }

    private void Release()
    {
        while (_owned.TryPop(out Action? release))
        {
            release();
        }
    }

    private DeviceMemory Allocate(MemoryRequirements needs, MemoryPropertyFlags flags)
    {
        PhysicalDeviceMemoryProperties properties = _vk.GetPhysicalDeviceMemoryProperties(_physical);
        uint type = 0;
        while ((needs.MemoryTypeBits & (1u << (int)type)) == 0 || (properties.MemoryTypes[(int)type].PropertyFlags & flags) != flags)
        {
            type++;
        }

        var info = new MemoryAllocateInfo { SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size, MemoryTypeIndex = type };
        Check(_vk.AllocateMemory(_device, in info, null, out DeviceMemory memory));
        _owned.Push(() => _vk.FreeMemory(_device, memory, null));
        return memory;
    }

    private Buffer MakeBuffer(int size, BufferUsageFlags usage, ReadOnlySpan<byte> content, out nint mapped)
    {
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = (ulong)Math.Max(size, 16), Usage = usage | BufferUsageFlags.TransferSrcBit };
        Check(_vk.CreateBuffer(_device, in info, null, out Buffer buffer));
        DeviceMemory memory = Allocate(
            _vk.GetBufferMemoryRequirements(_device, buffer), MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit);
        _owned.Push(() => _vk.DestroyBuffer(_device, buffer, null));
        Check(_vk.BindBufferMemory(_device, buffer, memory, 0));
        void* address;
        Check(_vk.MapMemory(_device, memory, 0, Vk.WholeSize, 0, &address));
        content.CopyTo(new Span<byte>(address, Math.Max(size, 16)));
        mapped = (nint)address;
        return buffer;
    }

    private ImageView MakeImage(TexelImage texture)
    {
        TexelLevel first = texture.Levels[0];
        var info = new ImageCreateInfo
        {
            SType = StructureType.ImageCreateInfo,
            ImageType = texture.IsVolume ? ImageType.Type3D : ImageType.Type2D,
            Format = Format.R32Uint,
            Extent = new Extent3D((uint)texture.Width, (uint)texture.Height, texture.IsVolume ? (uint)texture.Depth : 1),
            MipLevels = (uint)(texture.Levels.Max(static l => l.Number) + 1),
            ArrayLayers = texture.IsVolume ? 1 : (uint)texture.Depth,
            Samples = SampleCountFlags.Count1Bit,
            Usage = ImageUsageFlags.SampledBit | ImageUsageFlags.TransferDstBit,
        };
        Check(_vk.CreateImage(_device, in info, null, out Image image));
        DeviceMemory memory = Allocate(_vk.GetImageMemoryRequirements(_device, image), 0);
        _owned.Push(() => _vk.DestroyImage(_device, image, null));
        Check(_vk.BindImageMemory(_device, image, memory, 0));
        Upload(image, texture);
        return MakeView(image, texture, info);
    }

    private ImageView MakeView(Image image, TexelImage texture, ImageCreateInfo info)
    {
        var view = new ImageViewCreateInfo
        {
            SType = StructureType.ImageViewCreateInfo,
            Image = image,
            ViewType = texture.IsVolume ? ImageViewType.Type3D : ImageViewType.Type2DArray,
            Format = Format.R32Uint,
            SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, info.MipLevels, 0, info.ArrayLayers),
        };
        Check(_vk.CreateImageView(_device, in view, null, out ImageView made));
        _owned.Push(() => _vk.DestroyImageView(_device, made, null));
        return made;
    }

    private void Upload(Image image, TexelImage texture)
    {
        Transition(image, ImageLayout.Undefined, ImageLayout.TransferDstOptimal);
        foreach (TexelLevel level in texture.Levels)
        {
            Buffer staging = MakeBuffer(level.Words.Length * 4, BufferUsageFlags.TransferSrcBit, MemoryMarshal.AsBytes<uint>(level.Words), out _);
            var copy = new BufferImageCopy
            {
                ImageSubresource = new ImageSubresourceLayers(ImageAspectFlags.ColorBit, (uint)level.Number, texture.IsVolume ? 0 : (uint)level.Layer, 1),
                ImageExtent = new Extent3D((uint)level.Width, (uint)level.Height, texture.IsVolume ? (uint)level.Depth : 1),
            };
            Submit(commands => _vk.CmdCopyBufferToImage(commands, staging, image, ImageLayout.TransferDstOptimal, 1, in copy));
        }

        Transition(image, ImageLayout.TransferDstOptimal, ImageLayout.ShaderReadOnlyOptimal);
    }

    private void Transition(Image image, ImageLayout from, ImageLayout to) => Submit(commands =>
    {
        var barrier = new ImageMemoryBarrier
        {
            SType = StructureType.ImageMemoryBarrier,
            OldLayout = from,
            NewLayout = to,
            DstAccessMask = AccessFlags.MemoryReadBit | AccessFlags.MemoryWriteBit,
            Image = image,
            SubresourceRange = new ImageSubresourceRange(ImageAspectFlags.ColorBit, 0, Vk.RemainingMipLevels, 0, Vk.RemainingArrayLayers),
        };
        _vk.CmdPipelineBarrier(
            commands, PipelineStageFlags.AllCommandsBit, PipelineStageFlags.AllCommandsBit, 0, 0, null, 0, null, 1, in barrier);
    });

    private DescriptorSetLayout MakeSetLayout(int uniformBinding, IReadOnlyList<TexelImage> textures)
    {
        DescriptorSetLayoutBinding[] bindings =
        [
            Binding(uniformBinding, DescriptorType.UniformBuffer),
            Binding(InputBinding, DescriptorType.StorageBuffer),
            Binding(OutputBinding, DescriptorType.StorageBuffer),
            .. textures.Select(static t => Binding(t.Binding, DescriptorType.CombinedImageSampler)),
        ];
        fixed (DescriptorSetLayoutBinding* first = bindings)
        {
            var info = new DescriptorSetLayoutCreateInfo
            {
                SType = StructureType.DescriptorSetLayoutCreateInfo,
                BindingCount = (uint)bindings.Length,
                PBindings = first,
            };
            Check(_vk.CreateDescriptorSetLayout(_device, in info, null, out DescriptorSetLayout layout));
            _owned.Push(() => _vk.DestroyDescriptorSetLayout(_device, layout, null));
            return layout;
        }
    }

    private static DescriptorSetLayoutBinding Binding(int binding, DescriptorType type) =>
        new() { Binding = (uint)binding, DescriptorType = type, DescriptorCount = 1, StageFlags = ShaderStageFlags.ComputeBit };

    private PipelineLayout MakeLayout(DescriptorSetLayout setLayout)
    {
        var info = new PipelineLayoutCreateInfo { SType = StructureType.PipelineLayoutCreateInfo, SetLayoutCount = 1, PSetLayouts = &setLayout };
        Check(_vk.CreatePipelineLayout(_device, in info, null, out PipelineLayout layout));
        _owned.Push(() => _vk.DestroyPipelineLayout(_device, layout, null));
        return layout;
    }

    private Pipeline MakePipeline(ImmutableArray<uint> words, PipelineLayout layout)
    {
        Silk.NET.Vulkan.ShaderModule module;
        fixed (uint* code = words.AsSpan())
        {
            var info = new ShaderModuleCreateInfo { SType = StructureType.ShaderModuleCreateInfo, CodeSize = (nuint)words.Length * 4, PCode = code };
            Check(_vk.CreateShaderModule(_device, in info, null, out module));
        }

        fixed (byte* main = "main\0"u8)
        {
            var stage = new PipelineShaderStageCreateInfo
            {
                SType = StructureType.PipelineShaderStageCreateInfo,
                Stage = ShaderStageFlags.ComputeBit,
                Module = module,
                PName = main,
            };
            var info = new ComputePipelineCreateInfo { SType = StructureType.ComputePipelineCreateInfo, Stage = stage, Layout = layout };
            Pipeline made;
            Check(_vk.CreateComputePipelines(_device, default, 1, &info, null, &made));
            _vk.DestroyShaderModule(_device, module, null);
            Pipeline pipeline = made;
            _owned.Push(() => _vk.DestroyPipeline(_device, pipeline, null));
            return pipeline;
        }
    }

    private DescriptorSet MakeSet(
        DescriptorSetLayout layout, int uniformBinding, Buffer uniform, Buffer source, Buffer target, IReadOnlyList<TexelImage> textures, ImageView[] views)
    {
        Span<DescriptorPoolSize> sizes = [new(DescriptorType.UniformBuffer, 1), new(DescriptorType.StorageBuffer, 2), new(DescriptorType.CombinedImageSampler, 4)];
        DescriptorPool pool;
        fixed (DescriptorPoolSize* first = sizes)
        {
            var info = new DescriptorPoolCreateInfo { SType = StructureType.DescriptorPoolCreateInfo, MaxSets = 1, PoolSizeCount = 3, PPoolSizes = first };
            Check(_vk.CreateDescriptorPool(_device, in info, null, out pool));
            _owned.Push(() => _vk.DestroyDescriptorPool(_device, pool, null));
        }

        var allocate = new DescriptorSetAllocateInfo { SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = pool, DescriptorSetCount = 1, PSetLayouts = &layout };
        Check(_vk.AllocateDescriptorSets(_device, in allocate, out DescriptorSet set));
        WriteBuffer(set, uniformBinding, DescriptorType.UniformBuffer, uniform);
        WriteBuffer(set, InputBinding, DescriptorType.StorageBuffer, source);
        WriteBuffer(set, OutputBinding, DescriptorType.StorageBuffer, target);
        for (int i = 0; i < views.Length; i++)
        {
            var image = new DescriptorImageInfo(_sampler, views[i], ImageLayout.ShaderReadOnlyOptimal);
            var write = new WriteDescriptorSet
            {
                SType = StructureType.WriteDescriptorSet,
                DstSet = set,
                DstBinding = (uint)textures[i].Binding,
                DescriptorCount = 1,
                DescriptorType = DescriptorType.CombinedImageSampler,
                PImageInfo = &image,
            };
            _vk.UpdateDescriptorSets(_device, 1, in write, 0, null);
        }

        return set;
    }

    private void WriteBuffer(DescriptorSet set, int binding, DescriptorType type, Buffer buffer)
    {
        var range = new DescriptorBufferInfo(buffer, 0, Vk.WholeSize);
        var write = new WriteDescriptorSet
        {
            SType = StructureType.WriteDescriptorSet,
            DstSet = set,
            DstBinding = (uint)binding,
            DescriptorCount = 1,
            DescriptorType = type,
            PBufferInfo = &range,
        };
        _vk.UpdateDescriptorSets(_device, 1, in write, 0, null);
    }

    private void Submit(Action<CommandBuffer> record)
    {
        var allocate = new CommandBufferAllocateInfo { SType = StructureType.CommandBufferAllocateInfo, CommandPool = _commands, CommandBufferCount = 1 };
        Check(_vk.AllocateCommandBuffers(_device, in allocate, out CommandBuffer commands));
        var begin = new CommandBufferBeginInfo { SType = StructureType.CommandBufferBeginInfo };
        Check(_vk.BeginCommandBuffer(commands, in begin));
        record(commands);
        Check(_vk.EndCommandBuffer(commands));
        var submit = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        Check(_vk.QueueSubmit(_queue, 1, in submit, default));
        Check(_vk.QueueWaitIdle(_queue));
        _vk.FreeCommandBuffers(_device, _commands, 1, in commands);
    }
}
