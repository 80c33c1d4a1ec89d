using Silk.NET.Vulkan;
using Buffer = Silk.NET.Vulkan.Buffer;

namespace Sample.Renderer.Gpu;

/// <summary>A buffer, mapped as long as it lives.</summary>
internal sealed unsafe record VulkanBuffer(Buffer Handle, DeviceMemory Memory, nint Address, int SizeBytes)
{
    /// <summary>Its bytes.</summary>
    public Span<byte> Bytes => new((void*)Address, SizeBytes);
}
