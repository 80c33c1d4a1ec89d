using Xemu.Abstractions;
using Xemu.Abstractions.Io;
using Xemu.Abstractions.Time;

namespace Xemu.Chardev;

/// <summary>Swallows output and never sends.</summary>
internal sealed class NullChardev : IComponent, ICharacterDevice
{
    public void Write(ReadOnlySpan<byte> data)
    {
    }

    public void Connect(InputDelivery receive)
    {
    }

    public void Dispose()
    {
    }
}
