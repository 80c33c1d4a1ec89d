using Sample.Renderer.Gpu;
using Xemu.Abstractions;

[assembly: Plugin("sample-renderer-gpu", typeof(GpuSamplePlugin))]

namespace Sample.Renderer.Gpu;

/// <summary>The plugin's entry.</summary>
public sealed class GpuSamplePlugin : IPlugin
{
    public void Register(IPluginRegistry registry) => registry.AddComponent(new ComponentType<GpuSampleOptions, GpuSampleRenderer>(
        "sample.renderer-gpu", "Draws with Vulkan, by the renderer toolkit.", static (_, context) => new GpuSampleRenderer(context)));
}
