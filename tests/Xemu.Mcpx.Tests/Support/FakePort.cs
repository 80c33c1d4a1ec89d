using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;

namespace Xemu.Mcpx.Tests;

/// <summary>The other end of a serial line.</summary>
internal sealed class FakePort : IComponent, ICharacterDevice
{
    private InputDelivery? _receive;

    public List<byte> Sent { get; } = [];

    public void Write(ReadOnlySpan<byte> data) => Sent.AddRange(data);

    public void Connect(InputDelivery receive) => _receive = receive;

    public void Type(string text) => _receive!(System.Text.Encoding.ASCII.GetBytes(text));

    public void Dispose()
    {
    }
}
