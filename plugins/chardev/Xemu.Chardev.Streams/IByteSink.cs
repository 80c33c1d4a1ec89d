namespace Xemu.Chardev.Streams;

/// <summary>Where <see cref="OutputPump"/> puts bytes; called on the pump's thread.</summary>
internal interface IByteSink
{
    /// <summary>Whether there is somebody to write to; bytes wait otherwise.</summary>
    bool IsReady { get; }

    /// <summary>Writes all, and flushes. May block.</summary>
    /// <exception cref="IOException">The peer is gone: what is left of the piece is lost.</exception>
    void Write(ReadOnlySpan<byte> data);
}
