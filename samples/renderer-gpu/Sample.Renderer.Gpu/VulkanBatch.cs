using Silk.NET.Vulkan;

namespace Sample.Renderer.Gpu;

/// <summary>Commands on their way: what they use is kept until they are done.</summary>
internal sealed unsafe class VulkanBatch : IDisposable
{
    /// <summary>Draws that can be counted in one batch.</summary>
    public const int QueryCount = 256;

    private const int SetCount = 512;

    private readonly VulkanDevice _device;
    private readonly CommandPool _pool;
    private readonly List<Action> _garbage = [];
    private readonly List<DescriptorPool> _sets = [];
    private readonly QueryPool _queries;
    private readonly Fence _fence;
    private int _setsUsed;

    /// <summary>Starts to record.</summary>
    public VulkanBatch(VulkanDevice device, ulong number)
    {
        _device = device;
        Number = number;
        Vk vk = device.Vk;
        var pool = new CommandPoolCreateInfo { SType = StructureType.CommandPoolCreateInfo, QueueFamilyIndex = device.Family };
        VulkanDevice.Check(vk.CreateCommandPool(device.Handle, in pool, null, out _pool), "make a command pool");
        var allocate = new CommandBufferAllocateInfo { SType = StructureType.CommandBufferAllocateInfo, CommandPool = _pool, CommandBufferCount = 1 };
        VulkanDevice.Check(vk.AllocateCommandBuffers(device.Handle, in allocate, out CommandBuffer commands), "make a command buffer");
        Commands = commands;
        var queries = new QueryPoolCreateInfo { SType = StructureType.QueryPoolCreateInfo, QueryType = QueryType.Occlusion, QueryCount = QueryCount };
        VulkanDevice.Check(vk.CreateQueryPool(device.Handle, in queries, null, out _queries), "make queries");
        var fence = new FenceCreateInfo { SType = StructureType.FenceCreateInfo };
        VulkanDevice.Check(vk.CreateFence(device.Handle, in fence, null, out _fence), "make a fence");
        var begin = new CommandBufferBeginInfo { SType = StructureType.CommandBufferBeginInfo, Flags = CommandBufferUsageFlags.OneTimeSubmitBit };
        VulkanDevice.Check(vk.BeginCommandBuffer(commands, in begin), "record");
        vk.CmdResetQueryPool(commands, _queries, 0, QueryCount);
    }

    public ulong Number { get; }

    public CommandBuffer Commands { get; }

    /// <summary>Draws counted so far.</summary>
    public int QueriesUsed { get; private set; }

    /// <summary>Has something done once the commands are.</summary>
    public void Afterwards(Action action) => _garbage.Add(action);

    public void BeginQuery()
    {
        bool isPrecise = _device.Features.OcclusionQueryPrecise;
        _device.Vk.CmdBeginQuery(Commands, _queries, (uint)QueriesUsed, isPrecise ? QueryControlFlags.PreciseBit : 0);
    }

    public void EndQuery() => _device.Vk.CmdEndQuery(Commands, _queries, (uint)QueriesUsed++);

    /// <summary>A descriptor set that lives as long as the batch.</summary>
    public DescriptorSet MakeSet(DescriptorSetLayout layout)
    {
        if (_sets.Count == 0 || _setsUsed == SetCount)
        {
            DescriptorPoolSize* sizes = stackalloc DescriptorPoolSize[2];
            sizes[0] = new DescriptorPoolSize(DescriptorType.UniformBuffer, SetCount * 2);
            sizes[1] = new DescriptorPoolSize(DescriptorType.CombinedImageSampler, SetCount * 4);
            var info = new DescriptorPoolCreateInfo { SType = StructureType.DescriptorPoolCreateInfo, MaxSets = SetCount, PoolSizeCount = 2, PPoolSizes = sizes };
            VulkanDevice.Check(_device.Vk.CreateDescriptorPool(_device.Handle, in info, null, out DescriptorPool pool), "make a descriptor pool");
            _sets.Add(pool);
            _setsUsed = 0;
        }

        var allocate = new DescriptorSetAllocateInfo { SType = StructureType.DescriptorSetAllocateInfo, DescriptorPool = _sets[^1], DescriptorSetCount = 1, PSetLayouts = &layout };
        VulkanDevice.Check(_device.Vk.AllocateDescriptorSets(_device.Handle, in allocate, out DescriptorSet set), "make a descriptor set");
        _setsUsed++;
        return set;
    }

    public void Submit()
    {
        VulkanDevice.Check(_device.Vk.EndCommandBuffer(Commands), "end recording");
        CommandBuffer commands = Commands;
        var submit = new SubmitInfo { SType = StructureType.SubmitInfo, CommandBufferCount = 1, PCommandBuffers = &commands };
        VulkanDevice.Check(_device.Vk.QueueSubmit(_device.Queue, 1, in submit, _fence), "submit work");
    }

    public bool IsDone() => _device.Vk.GetFenceStatus(_device.Handle, _fence) == Result.Success;

    public void Wait() => VulkanDevice.Check(_device.Vk.WaitForFences(_device.Handle, 1, in _fence, true, ulong.MaxValue), "wait for the GPU");

    /// <summary>Samples that were counted; the commands are done.</summary>
    public ulong TakeCount()
    {
        ulong* counts = stackalloc ulong[QueryCount];
        if (QueriesUsed == 0)
        {
            return 0;
        }

        VulkanDevice.Check(
            _device.Vk.GetQueryPoolResults(
                _device.Handle, _queries, 0, (uint)QueriesUsed, QueryCount * sizeof(ulong), counts, sizeof(ulong), QueryResultFlags.Result64Bit | QueryResultFlags.ResultWaitBit),
            "read a query");
        ulong sum = 0;
        for (int i = 0; i < QueriesUsed; i++)
        {
            sum += counts[i];
        }

        return sum;
    }

    public void Dispose()
    {
        foreach (Action action in _garbage)
        {
            action();
        }

        foreach (DescriptorPool pool in _sets)
        {
            _device.Vk.DestroyDescriptorPool(_device.Handle, pool, null);
        }

        _device.Vk.DestroyFence(_device.Handle, _fence, null);
        _device.Vk.DestroyQueryPool(_device.Handle, _queries, null);
        _device.Vk.DestroyCommandPool(_device.Handle, _pool, null);
    }
}
