namespace Xemu.Abstractions.Frontends;

/// <summary>Shows pictures.</summary>
public interface IDisplaySink
{
    /// <summary>A frame is complete. Machine thread; return soon. Call <see cref="IDisplaySource.ReadFrame"/> here to have it, or let it pass.</summary>
    /// <param name="source">Where it is from.</param>
    /// <param name="frame">Its shape.</param>
    void FrameReady(IDisplaySource source, FrameInfo frame);
}
