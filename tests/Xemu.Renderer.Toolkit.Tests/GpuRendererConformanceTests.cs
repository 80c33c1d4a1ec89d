using Sample.Renderer.Gpu;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Renderer.Threaded;
using Xemu.Testing;

namespace Xemu.Renderer.Toolkit.Tests;

/// <summary>The toolkit's renderer passes the suite of renderers.</summary>
public sealed class GpuRendererConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine)
    {
        HostVulkan.Require();
        return new GpuRenderer(new VulkanBackend());
    }
}

/// <summary>On a thread of its own it passes it too: its claims come while others wait.</summary>
public sealed class ThreadedGpuRendererConformanceTests : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine)
    {
        HostVulkan.Require();
        return new ThreadedRenderer(new ThreadedRendererOptions { Renderer = new GpuRenderer(new VulkanBackend()) }, machine);
    }
}
