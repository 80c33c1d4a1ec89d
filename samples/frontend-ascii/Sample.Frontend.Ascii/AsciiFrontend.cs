using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Sample.Frontend.Ascii;

/// <summary>Keeps the last frame as letters and writes it when the machine pauses.</summary>
public sealed class AsciiFrontend : IComponent, IDisplaySink
{
    private readonly AsciiOptions _options;
    private byte[] _pixels = [];
    private FrameInfo _frame;

    public AsciiFrontend(AsciiOptions options, IComponentContext context)
    {
        _options = options;
        context.AddCounter("frames", "Frames that were seen.", () => Frames);
    }

    /// <summary>Frames that were seen.</summary>
    public long Frames { get; private set; }

    public void Wire() => _options.Source?.Attach(this);

    public void FrameReady(IDisplaySource source, FrameInfo frame)
    {
        Frames++;
        _frame = frame;
        if (_pixels.Length != frame.SizeBytes)
        {
            _pixels = new byte[frame.SizeBytes];
        }

        source.ReadFrame(_pixels);
    }

    public void Pause() => File.WriteAllText(_options.File.FullPath, AsciiPicture.Draw(_pixels, _frame.Width, _frame.Height, _options.Columns));

    public void Dispose()
    {
    }
}
