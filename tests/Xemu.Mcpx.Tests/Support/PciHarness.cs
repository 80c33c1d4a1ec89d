using Xemu.Abstractions;
using Xemu.Abstractions.Devices;
using Xemu.Testing;

namespace Xemu.Mcpx.Tests;

/// <summary>A function on bus 0 of a machine whose BARs are placed as firmware places them.</summary>
internal static class PciHarness
{
    public static T Attach<T>(TestMachine machine, T device, string address, IInterruptController? interrupts = null, bool preset = true)
        where T : class, IPciDevice, IComponent
    {
        var root = new PciRoot(new PciOptions { Interrupts = interrupts ?? new RecordingController(), Preset = preset }, machine);
        root.Attach("device", device, PciAddress.Parse(address, null));
        root.Wire();
        root.Reset(ResetKind.Cold);
        device.Reset(ResetKind.Cold);
        return device;
    }
}
