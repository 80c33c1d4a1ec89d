using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;

namespace Xemu.Host.Tests.Plugin;

public sealed record DeviceOptions
{
    [Option("An I/O port to claim.")]
    public ushort? Port { get; init; }
}

public sealed class TestDevice : TestComponent, ISmbusDevice, IIoHandler
{
    public TestDevice(DeviceOptions options, IComponentContext context)
    {
        if (options.Port is { } port)
        {
            context.Ports.MapIo(context.Id, port, 4, this);
        }
    }

    public bool TryRead(byte command, out byte value)
    {
        value = 0;
        return true;
    }

    public bool TryWrite(byte command, byte value) => true;

    public ulong Read(ulong offset, int width) => 0;

    public void Write(ulong offset, int width, ulong value)
    {
    }
}
