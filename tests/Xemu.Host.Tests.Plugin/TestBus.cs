using Xemu.Abstractions;
using Xemu.Abstractions.Devices;

namespace Xemu.Host.Tests.Plugin;

public sealed class TestBus : TestComponent, ISmbusController
{
    private readonly Dictionary<SmbusAddress, string> _devices = [];

    public TestBus(IComponentContext context) => context.AddCounter("devices", "Devices attached.", () => _devices.Count);

    public IReadOnlyDictionary<SmbusAddress, string> Devices => _devices;

    public void Attach(string id, ISmbusDevice device, SmbusAddress address)
    {
        if (address.Value == 0x77)
        {
            throw new ComponentException("Address 0x77 is reserved on this bus; use another.");
        }

        _devices.Add(address, id);
    }
}
