using System.Globalization;
using Microsoft.Extensions.Logging;
using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.State;
using Xemu.Abstractions.Time;
using Xemu.Chardev.Streams;

namespace Xemu.Frontend.Headless;

/// <summary>Shows nothing; writes frames by their number, which is guest time, so that two runs write the same files. As the host's end of a serial line it is standard input and output.</summary>
internal sealed class HeadlessFrontend : IComponent, IDisplaySink, ICharacterDevice
{
    private readonly HeadlessOptions _options;
    private readonly ILogger _log;
    private readonly IPictureWriter _pictures;
    private readonly InputFeed _feed;
    private readonly StandardStreams _streams;

    [Derived("room for a picture while it is written")]
    private byte[] _pixels = [];

    [Derived("what this process has written")]
    private long _written;

    [Derived("told once a process")]
    private bool _failed;

    public HeadlessFrontend(HeadlessOptions options, IComponentContext context)
    {
        _options = options;
        _log = context.Log;
        _pictures = context.Pictures;
        _feed = new InputFeed(context);
        _streams = new StandardStreams(context, _feed, signals: true);
        if (options.Frames is { } folder)
        {
            try
            {
                _ = Directory.CreateDirectory(folder.FullPath);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new ComponentException($"Folder '{folder}' of '{context.Id}' cannot be made; choose one that is yours.", exception);
            }
        }

        context.AddCounter("written", "Frames written as files", () => _written);
    }

    public void Wire()
    {
        if (_options.Frames is not null)
        {
            _options.Source!.Attach(this);
        }
    }

    public void FrameReady(IDisplaySource source, FrameInfo frame)
    {
        if (_failed || frame.Width == 0 || frame.Number % (ulong)_options.Every != 0)
        {
            return;
        }

        if (_pixels.Length < frame.SizeBytes)
        {
            _pixels = new byte[frame.SizeBytes];
        }

        Span<byte> pixels = _pixels.AsSpan(0, frame.SizeBytes);
        source.ReadFrame(pixels);
        string path = Path.Combine(_options.Frames!.Value.FullPath, string.Create(CultureInfo.InvariantCulture, $"frame-{frame.Number:D8}.png"));
        try
        {
            _pictures.WritePng(path, frame.Width, frame.Height, pixels);
            _written++;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk ends the pictures, not the machine.
            _failed = true;
            HeadlessLog.FrameFailed(_log, path, exception.Message);
        }
    }

    public void Start() => _streams.Start();

    public void Write(ReadOnlySpan<byte> data) => _streams.Write(data);

    public void Connect(InputDelivery receive) => _feed.Connect(receive);

    public void Dispose() => _streams.Dispose();
}
