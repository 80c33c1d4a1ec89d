using System.Runtime.InteropServices;
using Silk.NET.Vulkan;
using Xemu.Renderer.Toolkit;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace Sample.Renderer.Gpu;

/// <summary>A device without a window, and what is made with it. The first device that Vulkan lists is taken.</summary>
internal sealed unsafe class VulkanDevice : IDisposable
{
    private readonly Instance _instance;
    private readonly PhysicalDeviceMemoryProperties _memory;

    public VulkanDevice()
    {
        if (!NativeLibrary.TryLoad("libvulkan.so.1", out _) && !NativeLibrary.TryLoad("vulkan-1", out _))
        {
            throw new GpuBackendException("There is no Vulkan here; install its loader and a driver.");
        }

        Vk = Vk.GetApi();
        var application = new ApplicationInfo { SType = StructureType.ApplicationInfo, ApiVersion = Vk.Version11 };
        var instance = new InstanceCreateInfo { SType = StructureType.InstanceCreateInfo, PApplicationInfo = &application };
        Check(Vk.CreateInstance(in instance, null, out _instance), "make an instance");
        uint count = 1;
        PhysicalDevice physical;
        Result result = Vk.EnumeratePhysicalDevices(_instance, &count, &physical);
        if (count == 0)
        {
            throw new GpuBackendException("Vulkan has no device; install a driver.");
        }

        Check(result == Result.Incomplete ? Result.Success : result, "list devices");
        Properties = Vk.GetPhysicalDeviceProperties(physical);
        Features = Choose(Vk.GetPhysicalDeviceFeatures(physical));
        _memory = Vk.GetPhysicalDeviceMemoryProperties(physical);
        Family = FindFamily(physical);
        float priority = 1;
        var queue = new DeviceQueueCreateInfo { SType = StructureType.DeviceQueueCreateInfo, QueueFamilyIndex = Family, QueueCount = 1, PQueuePriorities = &priority };
        PhysicalDeviceFeatures features = Features;
        var device = new DeviceCreateInfo { SType = StructureType.DeviceCreateInfo, QueueCreateInfoCount = 1, PQueueCreateInfos = &queue, PEnabledFeatures = &features };
        Check(Vk.CreateDevice(physical, in device, null, out Device made), "make a device");
        Handle = made;
        Vk.GetDeviceQueue(Handle, Family, 0, out Queue taken);
        Queue = taken;
    }

    public Vk Vk { get; }

    public Device Handle { get; }

    public Queue Queue { get; }

    public uint Family { get; }

    public PhysicalDeviceProperties Properties { get; }

    public PhysicalDeviceFeatures Features { get; }

    public static void Check(Result result, string what)
    {
        if (result != Result.Success)
        {
            throw new GpuBackendException($"Vulkan could not {what}: {result}.");
        }
    }

    /// <summary>A buffer in memory that the host sees.</summary>
    public VulkanBuffer MakeBuffer(int sizeBytes, BufferUsageFlags usage)
    {
        var info = new BufferCreateInfo { SType = StructureType.BufferCreateInfo, Size = (ulong)sizeBytes, Usage = usage };
        Check(Vk.CreateBuffer(Handle, in info, null, out Buffer buffer), "make a buffer");
        DeviceMemory memory = Allocate(Vk.GetBufferMemoryRequirements(Handle, buffer), MemoryPropertyFlags.HostVisibleBit | MemoryPropertyFlags.HostCoherentBit);
        Check(Vk.BindBufferMemory(Handle, buffer, memory, 0), "bind a buffer's memory");
        void* address;
        Check(Vk.MapMemory(Handle, memory, 0, Vk.WholeSize, 0, &address), "map a buffer");
        return new VulkanBuffer(buffer, memory, (nint)address, sizeBytes);
    }

    public void Free(VulkanBuffer buffer)
    {
        Vk.DestroyBuffer(Handle, buffer.Handle, null);
        Vk.FreeMemory(Handle, buffer.Memory, null);
    }

    public DeviceMemory Allocate(MemoryRequirements needs, MemoryPropertyFlags wanted)
    {
        for (int type = 0; type < (int)_memory.MemoryTypeCount; type++)
        {
            if ((needs.MemoryTypeBits & (1u << type)) != 0 && (_memory.MemoryTypes[type].PropertyFlags & wanted) == wanted)
            {
                var info = new MemoryAllocateInfo { SType = StructureType.MemoryAllocateInfo, AllocationSize = needs.Size, MemoryTypeIndex = (uint)type };
                Check(Vk.AllocateMemory(Handle, in info, null, out DeviceMemory memory), $"allocate {needs.Size} bytes");
                return memory;
            }
        }

        throw new GpuBackendException("Vulkan has no memory of a kind that is needed.");
    }

    public void Dispose()
    {
        Vk.DestroyDevice(Handle, null);
        Vk.DestroyInstance(_instance, null);
        Vk.Dispose();
    }

    private static PhysicalDeviceFeatures Choose(PhysicalDeviceFeatures has) => new()
    {
        LogicOp = has.LogicOp,
        FillModeNonSolid = has.FillModeNonSolid,
        WideLines = has.WideLines,
        LargePoints = has.LargePoints,
        OcclusionQueryPrecise = has.OcclusionQueryPrecise,
    };

    private uint FindFamily(PhysicalDevice physical)
    {
        uint count = 16;
        QueueFamilyProperties* families = stackalloc QueueFamilyProperties[16];
        Vk.GetPhysicalDeviceQueueFamilyProperties(physical, &count, families);
        for (uint i = 0; i < count; i++)
        {
            if ((families[i].QueueFlags & QueueFlags.GraphicsBit) != 0)
            {
                return i;
            }
        }

        throw new GpuBackendException("The Vulkan device cannot draw.");
    }
}
