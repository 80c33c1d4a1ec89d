using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Frontend.Views;

namespace Xemu.Frontend.Sdl;

/// <summary>A window; where there is no display, nothing.</summary>
internal sealed class SdlFrontend : IComponent, IDisplaySink
{
    private readonly IDisplaySource _source;
    private readonly FrameMailbox _frames = new();
    private readonly WindowSetup _setup;
    private SdlWindow? _window;

    public SdlFrontend(WindowOptions options, IComponentContext context)
    {
        _source = options.Source!;
        _setup = WindowSetup.From(options, context, _frames);
        if (options.Required && SdlWindow.Obstacle is { } obstacle)
        {
            throw _setup.NoWindow(obstacle);
        }
    }

    public void Wire()
    {
        if (SdlWindow.TryOpen(_setup, out _window, out string reason))
        {
            _source.Attach(this);
        }
        else if (_setup.Options.Required)
        {
            throw _setup.NoWindow(reason);
        }
        else
        {
            SdlLog.Headless(_setup.Log, reason);
        }
    }

    public void Pause()
    {
        if (_window is not null)
        {
            _frames.Publish(_source, _source.Frame, always: true);
        }
    }

    public void FrameReady(IDisplaySource source, FrameInfo frame) => _frames.Publish(source, frame, always: false);

    public void Dispose() => _window?.Dispose();
}
