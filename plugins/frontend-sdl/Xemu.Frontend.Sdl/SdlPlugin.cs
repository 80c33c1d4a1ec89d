using Xemu.Abstractions;
using Xemu.Chardev.Streams;
using Xemu.Frontend.Sdl;
using Xemu.Frontend.Views;

[assembly: Plugin("frontend-sdl", typeof(SdlPlugin))]

namespace Xemu.Frontend.Sdl;

/// <summary>The plugin of the window.</summary>
public sealed class SdlPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        registry.AddComponent(new ComponentType<WindowOptions, SdlFrontend>(
            "frontend.sdl", "A window over the system's SDL2; without a display it goes on headless", static (o, c) => new SdlFrontend(o, c))
        { CreateShadow = static (_, _) => new ShadowDisplay() });
        registry.AddComponent(new ComponentType<WindowOptions, AutoFrontend>(
            "frontend.auto", "A window where there is a display, else the live view in the terminal, else headless", static (o, c) => new AutoFrontend(o, c))
        { CreateShadow = static (_, c) => new ShadowLine(c) });
    }
}
