using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;
using Xemu.Chardev.Streams;
using Xemu.Frontend.Views;

namespace Xemu.Frontend.Headless;

/// <summary>The live view in the terminal. It is also the host's end of a serial line, so that the console appears in the view; without a terminal it is standard input and output.</summary>
internal sealed class TerminalFrontend : IComponent, IDisplaySink, ICharacterDevice
{
    private readonly IDisplaySource _source;
    private readonly InputFeed _feed;
    private readonly FrameMailbox _frames = new();
    private readonly TerminalView? _view;
    private readonly StandardStreams? _streams;

    public TerminalFrontend(TerminalOptions options, IComponentContext context)
    {
        _source = options.Source!;
        _feed = new InputFeed(context);
        if (TerminalView.IsPossible)
        {
            _view = new TerminalView(context, _feed, _frames);
        }
        else
        {
            _streams = new StandardStreams(context, _feed, signals: true);
            HeadlessLog.NoTerminal(context.Log);
        }
    }

    public void Wire()
    {
        if (_view is not null)
        {
            _source.Attach(this);
        }
    }

    public void Start()
    {
        _view?.Start();
        _streams?.Start();
    }

    public void Pause()
    {
        if (_view is not null)
        {
            _frames.Publish(_source, _source.Frame, always: true);
        }
    }

    public void FrameReady(IDisplaySource source, FrameInfo frame) => _frames.Publish(source, frame, always: false);

    public void Write(ReadOnlySpan<byte> data)
    {
        _view?.Write(data);
        _streams?.Write(data);
    }

    public void Connect(InputDelivery receive) => _feed.Connect(receive);

    public void Dispose()
    {
        _view?.Dispose();
        _streams?.Dispose();
        _feed.Dispose();
    }
}
