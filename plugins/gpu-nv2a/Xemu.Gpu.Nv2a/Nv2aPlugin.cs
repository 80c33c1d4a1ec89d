using Xemu.Abstractions;
using Xemu.Gpu.Nv2a;

[assembly: Plugin("gpu-nv2a", typeof(Nv2aPlugin))]

namespace Xemu.Gpu.Nv2a;

/// <summary>The plugin of the Xbox's graphics chip.</summary>
public sealed class Nv2aPlugin : IPlugin
{
    internal const string ReplayType = "nv2a.replay";

    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<Nv2aOptions, Nv2a>(
            "nv2a", "NV2A graphics: command FIFO, graphics engine, display engine with overlay and cursor, timer and interrupts", static (o, c) => new Nv2a(o, c))
        { CreateShadow = static (o, c) => new Nv2a(o with { Capture = null }, c) });
        registry.AddComponent(new ComponentType<ReplayOptions, ReplayBench>(
            ReplayType, "The graphics engine of an NV2A alone, for 'xemu-platform replay'", static (o, c) => new ReplayBench(o, c)));
        registry.AddRunOption(CaptureRunOptions.Frames);
        registry.AddRunOption(CaptureRunOptions.Start);
        registry.AddMonitorCommand(GpuCommand.Definition);
        registry.AddVerb(ReplayCommand.Definition);
    }
}
