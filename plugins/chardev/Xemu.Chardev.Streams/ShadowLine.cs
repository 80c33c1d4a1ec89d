using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;

namespace Xemu.Chardev.Streams;

/// <summary>The end of a serial line in a shadow: what the guest sends goes nowhere, and input comes only by replay, on the channel that the line it stands for has.</summary>
internal sealed class ShadowLine(IComponentContext context) : IComponent, ICharacterDevice
{
    private readonly InputFeed _feed = new(context);

    public void Write(ReadOnlySpan<byte> data)
    {
    }

    public void Connect(InputDelivery receive) => _feed.Connect(receive);

    public void Dispose() => _feed.Dispose();
}
