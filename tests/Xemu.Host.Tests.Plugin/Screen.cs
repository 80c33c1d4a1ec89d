using Xemu.Abstractions;
using Xemu.Abstractions.Frontends;

namespace Xemu.Host.Tests.Plugin;

public sealed record ScreenOptions
{
    [Option("Whether it shows anything.")]
    public bool On { get; init; } = true;
}

public sealed class Screen(ScreenOptions options) : TestComponent, IDisplaySource
{
    public FrameInfo Frame => options.On ? new FrameInfo(3, 2, 1) : default;

    public void ReadFrame(Span<byte> pixels)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i * 10);
        }
    }

    public void Attach(IDisplaySink sink)
    {
    }
}
