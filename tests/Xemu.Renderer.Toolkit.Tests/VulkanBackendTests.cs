using Sample.Renderer.Gpu;
using Xemu.Conformance;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>The sample's backend passes the suite.</summary>
public sealed class VulkanBackendTests : GpuBackendConformance
{
    protected override IGpuBackend CreateBackend()
    {
        HostVulkan.Require();
        return new VulkanBackend();
    }
}
