using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Testing;

namespace Xemu.Conformance;

/// <summary>A PCI slot for a device under test: its BARs are mapped one after the other, its interrupt pin is watched.</summary>
public sealed class ConformanceSlot : IPciSlot, IInterruptLine
{
    private readonly Dictionary<int, ulong> _addresses = [];
    private readonly TestMachine _machine;

    /// <summary>Puts a device into the slot.</summary>
    public ConformanceSlot(TestMachine machine, IPciDevice device)
    {
        _machine = machine;
        ulong nextMemory = 0x8000_0000;
        ulong nextPort = 0x4000;
        foreach (PciBar bar in device.Definition.Bars)
        {
            ref ulong next = ref bar.Kind == PciBarKind.Io ? ref nextPort : ref nextMemory;
            next = (next + bar.SizeBytes - 1) & ~(bar.SizeBytes - 1);
            _addresses.Add(bar.Index, next);
            Map(bar, next);
            next += bar.SizeBytes;
        }

        device.AttachPci(this);
    }

    /// <summary>The level of the interrupt pin.</summary>
    public bool Level { get; private set; }

    public IInterruptLine Interrupt => this;

    public IAddressSpace Dma => _machine.Memory;

    public ulong? BarAddress(int index) => _addresses.TryGetValue(index, out ulong address) ? address : null;

    public void SetLevel(bool level) => Level = level;

    private void Map(PciBar bar, ulong address)
    {
        IAddressSpace space = bar.Kind == PciBarKind.Io ? _machine.Ports : _machine.Memory;
        if (bar.Handler is not null)
        {
            _ = space.MapIo(bar.Name, address, bar.SizeBytes, bar.Handler);
        }
        else if (bar.Block is not null)
        {
            _ = space.MapRam(bar.Name, address, bar.Block, bar.BlockOffset, bar.BlockLength == 0 ? bar.SizeBytes : bar.BlockLength);
        }
    }
}
