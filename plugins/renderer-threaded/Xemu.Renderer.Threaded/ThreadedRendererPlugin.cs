using Xemu.Abstractions;
using Xemu.Renderer.Threaded;

[assembly: Plugin("renderer-threaded", typeof(ThreadedRendererPlugin))]

namespace Xemu.Renderer.Threaded;

/// <summary>The plugin of the renderer that has another one work on a thread of its own.</summary>
public sealed class ThreadedRendererPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<ThreadedRendererOptions, ThreadedRenderer>(
            "renderer.threaded", "Has another renderer draw on a thread of its own", static (o, c) => new ThreadedRenderer(o, c)));
    }
}
