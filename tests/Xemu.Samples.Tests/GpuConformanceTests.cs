using Xemu.Abstractions.Graphics;
using Xemu.Conformance;
using Xemu.Testing;

namespace Xemu.Samples.Tests;

/// <summary>The sample's renderer, as it was built outside the solution with a toolkit of its own, passes the suite of renderers.</summary>
public sealed class GpuConformanceTests(BuiltSamples samples) : RendererConformance
{
    protected override IRenderer CreateRenderer(TestMachine machine)
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/vulkan/icd.d"), "Vulkan is not installed: apt install libvulkan1 mesa-vulkan-drivers");
        return Load(Path.Combine(samples.GpuFolder, "Sample.Renderer.Gpu.dll"), "sample.renderer-gpu", machine);
    }
}
