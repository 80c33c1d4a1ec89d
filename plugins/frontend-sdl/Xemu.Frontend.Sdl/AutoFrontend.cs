using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;
using Xemu.Chardev.Streams;
using Xemu.Frontend.Views;

namespace Xemu.Frontend.Sdl;

/// <summary>
/// A window where there is a display; else the live view where standard output is a terminal; else nothing. It is also the host's end of a serial line: in the view
/// the console appears beside the picture, otherwise it is standard input and output.
/// </summary>
internal sealed class AutoFrontend : IComponent, IDisplaySink, ICharacterDevice
{
    private readonly IDisplaySource _source;
    private readonly FrameMailbox _frames = new();
    private readonly WindowSetup _setup;
    private readonly InputFeed _feed;
    private readonly StandardStreams _streams;
    private readonly TerminalView? _possibleView;
    private TerminalView? _view;
    private SdlWindow? _window;

    public AutoFrontend(WindowOptions options, IComponentContext context)
    {
        _source = options.Source!;
        _setup = WindowSetup.From(options, context, _frames);
        _feed = new InputFeed(context);
        _streams = new StandardStreams(context, _feed, signals: true);
        _possibleView = TerminalView.IsPossible ? new TerminalView(context, _feed, _frames) : null;
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
        else if (_possibleView is not null)
        {
            SdlLog.Terminal(_setup.Log, reason);
            _view = _possibleView;
            _source.Attach(this);
        }
        else
        {
            SdlLog.Headless(_setup.Log, reason);
        }
    }

    public void Start()
    {
        if (_view is not null)
        {
            _view.Start();
        }
        else
        {
            _streams.Start();
        }
    }

    public void Pause()
    {
        if (_window is not null || _view is not null)
        {
            _frames.Publish(_source, _source.Frame, always: true);
        }
    }

    public void FrameReady(IDisplaySource source, FrameInfo frame) => _frames.Publish(source, frame, always: false);

    public void Write(ReadOnlySpan<byte> data)
    {
        if (_view is not null)
        {
            _view.Write(data);
        }
        else
        {
            _streams.Write(data);
        }
    }

    public void Connect(InputDelivery receive) => _feed.Connect(receive);

    public void Dispose()
    {
        _window?.Dispose();
        _possibleView?.Dispose();
        _streams.Dispose();
    }
}
