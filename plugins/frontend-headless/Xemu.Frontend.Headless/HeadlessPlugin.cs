using Xemu.Abstractions;
using Xemu.Chardev.Streams;
using Xemu.Frontend.Headless;

[assembly: Plugin("frontend-headless", typeof(HeadlessPlugin))]

namespace Xemu.Frontend.Headless;

/// <summary>The plugin of the frontends that need no window system.</summary>
public sealed class HeadlessPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<HeadlessOptions, HeadlessFrontend>(
            "frontend.headless", "No window; on request every Nth frame as a PNG file", static (o, c) => new HeadlessFrontend(o, c))
        { CreateShadow = static (_, c) => new ShadowLine(c) });
        registry.AddComponent(new ComponentType<TerminalOptions, TerminalFrontend>(
            "frontend.terminal", "Live view in the terminal, with the serial console and a status line", static (o, c) => new TerminalFrontend(o, c))
        { CreateShadow = static (_, c) => new ShadowLine(c) });
    }
}
