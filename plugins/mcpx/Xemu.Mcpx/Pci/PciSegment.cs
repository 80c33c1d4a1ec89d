using System.Numerics;
using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Abstractions.Memory;
using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The functions of one bus.</summary>
internal sealed class PciSegment : IStateful
{
    private readonly IAddressSpace _memory;
    private readonly IAddressSpace _ports;
    private readonly PciFunction?[] _functions = new PciFunction?[256];

    [Derived("used while devices are attached")]
    private ulong _parkingMemory;

    [Derived("used while devices are attached")]
    private ulong _parkingPort;

    /// <summary>Makes a bus.</summary>
    /// <param name="memory">Physical memory.</param>
    /// <param name="ports">The ports.</param>
    /// <param name="parkingMemory">Where BARs are made before the guest places them: a range of its own for each bus.</param>
    /// <param name="parkingPort">The same for ports.</param>
    public PciSegment(IAddressSpace memory, IAddressSpace ports, ulong parkingMemory, ulong parkingPort)
    {
        _memory = memory;
        _ports = ports;
        _parkingMemory = parkingMemory;
        _parkingPort = parkingPort;
    }

    /// <summary>The functions that are there, by address.</summary>
    public IEnumerable<PciFunction> Functions => _functions.OfType<PciFunction>();

    public PciFunction? this[int deviceAndFunction] => _functions[deviceAndFunction & 0xFF];

    public void Attach(string id, IPciDevice device, PciAddress address)
    {
        int index = (address.Slot << 3) | address.Function;
        if (_functions[index] is { } other)
        {
            throw new ComponentException($"PCI address {address} of '{id}' is taken by '{other.Id}'; give one of them another address.");
        }

        PciBarWindow[] windows = [.. device.Definition.Bars.Select(bar => MakeWindow(id, bar))];
        var function = new PciFunction(id, device, address, windows, _memory);
        _functions[index] = function;
        device.AttachPci(function);
    }

    /// <summary>Sets the multi-function bits; every device is attached.</summary>
    public void Complete()
    {
        foreach (IGrouping<byte, PciFunction> slot in Functions.GroupBy(static f => f.Address.Slot))
        {
            bool several = slot.Count() > 1;
            foreach (PciFunction function in slot)
            {
                function.IsMultiFunction = several;
            }
        }
    }

    public void Reset()
    {
        foreach (PciFunction function in Functions)
        {
            function.Reset();
        }
    }

    public void DescribeState(IStateVisitor state)
    {
        foreach (PciFunction function in Functions)
        {
            state.Part($"function-{function.Address}", function);
        }
    }

    public void AfterRestore()
    {
        foreach (PciFunction function in Functions)
        {
            function.AfterRestore();
        }
    }

    private static ulong Take(ref ulong next, ulong size)
    {
        ulong address = (next + size - 1) & ~(size - 1);
        next = address + size;
        return address;
    }

    private PciBarWindow MakeWindow(string id, PciBar bar)
    {
        if (!BitOperations.IsPow2(bar.SizeBytes) || bar.Index is < 0 or > 6)
        {
            throw new ComponentException($"BAR {bar.Index} of '{id}' has a size of 0x{bar.SizeBytes:X} bytes; the index is 0 to 6 and the size a power of two.");
        }

        return bar.Kind == PciBarKind.Io
            ? new PciBarWindow(bar, _ports, Take(ref _parkingPort, bar.SizeBytes))
            : new PciBarWindow(bar, _memory, Take(ref _parkingMemory, Math.Max(bar.SizeBytes, 0x1000)));
    }
}
