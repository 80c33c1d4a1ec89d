using Sample.Renderer.Gpu;
using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
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
