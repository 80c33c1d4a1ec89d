using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;
using Xemu.Chardev.Streams;

namespace Xemu.Chardev;

/// <summary>A serial line on standard input and output.</summary>
internal sealed class StdioChardev : IComponent, ICharacterDevice
{
    private readonly InputFeed _feed;
    private readonly StandardStreams _streams;

    public StdioChardev(StdioOptions options, IComponentContext context)
    {
        _feed = new InputFeed(context);
        _streams = new StandardStreams(context, _feed, options.Signals);
        context.AddCounter("dropped", "Bytes that standard output did not take", () => _streams.Dropped);
    }

    public void Write(ReadOnlySpan<byte> data) => _streams.Write(data);

    public void Connect(InputDelivery receive) => _feed.Connect(receive);

    public void Start() => _streams.Start();

    public void Dispose() => _streams.Dispose();
}
