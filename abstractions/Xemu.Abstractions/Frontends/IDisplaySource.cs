namespace Xemu.Abstractions.Frontends;

/// <summary>Something that puts out pictures: the GPU's display engine. Machine thread only.</summary>
public interface IDisplaySource
{
    /// <summary>The shape of the picture now.</summary>
    FrameInfo Frame { get; }

    /// <summary>Composes the picture as the screen would show it now.</summary>
    /// <param name="pixels"><see cref="FrameInfo.SizeBytes"/> bytes, rows top to bottom without gaps, <see cref="PixelFormat.Bgrx8888"/>.</param>
    void ReadFrame(Span<byte> pixels);

    /// <summary>Adds a sink that is told of each vertical blank. Called while wiring.</summary>
    void Attach(IDisplaySink sink);
}
