using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Conformance;

/// <summary>What every display frontend must pass. <see cref="ComponentConformance.Create"/> gives it <see cref="Source"/>.</summary>
public abstract class DisplaySinkConformance : ComponentConformance
{
    /// <summary>A source whose size a test changes.</summary>
    protected PatternSource Source { get; } = new();

    [Fact]
    public void FrameReady_AsSizesChange_NeverThrows()
    {
        using IComponent component = Made();
        component.Start();
        Assert.NotNull(Source.Sink);

        foreach ((int width, int height) in new[] { (640, 480), (0, 0), (1, 1), (720, 576), (1920, 1080), (640, 480) })
        {
            Source.Frame = new FrameInfo(width, height, Source.Frame.Number + 1);
            Source.Sink.FrameReady(Source, Source.Frame);
        }

        component.Pause();
    }

    /// <summary>Gives a gradient.</summary>
    public sealed class PatternSource : IDisplaySource
    {
        public FrameInfo Frame { get; set; } = new(640, 480, 0);

        public IDisplaySink? Sink { get; private set; }

        public void ReadFrame(Span<byte> pixels)
        {
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (byte)i;
            }
        }

        public void Attach(IDisplaySink sink) => Sink = sink;
    }
}
