using Xemu.Abstractions.Frontends;

namespace Xemu.Frontend.Views;

/// <summary>Hands frames from the machine thread to one viewer's thread, the newest only, without either waiting for the other's work.</summary>
/// <remarks>Three buffers: one that is written, one that lies ready, one that is shown.</remarks>
internal sealed class FrameMailbox
{
    private readonly Lock _gate = new();
    private Slot _writing = new();
    private Slot _ready = new();
    private Slot _shown = new();
    private bool _isReady;
    private long _published;

    /// <summary>Vertical blanks seen, taken or not; any thread.</summary>
    public long Blanks => Interlocked.Read(ref _published);

    /// <summary>Copies the source's picture. Machine thread.</summary>
    /// <param name="source">Where the picture is.</param>
    /// <param name="frame">Its shape.</param>
    /// <param name="always">Also when the viewer has not taken the last one yet.</param>
    public void Publish(IDisplaySource source, FrameInfo frame, bool always)
    {
        _ = Interlocked.Increment(ref _published);
        lock (_gate)
        {
            if (_isReady && !always)
            {
                return;
            }
        }

        // Only this thread touches the slot that is written.
        _writing.Fill(source, frame);
        lock (_gate)
        {
            (_writing, _ready) = (_ready, _writing);
            _isReady = true;
        }
    }

    /// <summary>Takes the newest picture. Viewer's thread.</summary>
    /// <param name="frame">Its shape.</param>
    /// <param name="pixels">Its pixels; the viewer's until the next call.</param>
    /// <returns>False when there is none since the last call: then the last one again.</returns>
    public bool TryTake(out FrameInfo frame, out ReadOnlySpan<byte> pixels)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = _isReady;
            if (isNew)
            {
                (_shown, _ready) = (_ready, _shown);
                _isReady = false;
            }
        }

        frame = _shown.Frame;
        pixels = _shown.Pixels.AsSpan(0, frame.SizeBytes);
        return isNew;
    }

    private sealed class Slot
    {
        public FrameInfo Frame { get; private set; }

        public byte[] Pixels { get; private set; } = [];

        public void Fill(IDisplaySource source, FrameInfo frame)
        {
            if (Pixels.Length < frame.SizeBytes)
            {
                Pixels = new byte[frame.SizeBytes];
            }

            Frame = frame;
            source.ReadFrame(Pixels.AsSpan(0, frame.SizeBytes));
        }
    }
}
