using Xemu.Abstractions.State;

namespace Xemu.Mcpx;

/// <summary>The root hub of a host controller: power switching, and ports with nothing in them.</summary>
/// <remarks>Source: OpenHCI 1.0a, 7.4. Its values are registers of the controller.</remarks>
[Derived("holds nothing: its values are the controller's registers")]
internal sealed class OhciRootHub(Ohci controller)
{
    private const uint PowerSwitchingMode = 0x0000_0100;
    private const uint NoPowerSwitching = 0x0000_0200;
    private const uint ClearGlobalPower = 0x0000_0001;
    private const uint RemoteWakeupEnable = 0x0000_8000;
    private const uint SetGlobalPower = 0x0001_0000;
    private const uint ClearRemoteWakeupEnable = 0x8000_0000;
    private const uint PortPower = 0x0100;
    private const uint ClearPortPower = 0x0200;

    /// <summary>Set enable, set suspend, set reset: without a device each only sets <see cref="ConnectStatusChange"/> (7.4.4).</summary>
    private const uint PortRequests = 0x0016;

    private const uint ConnectStatusChange = 0x0001_0000;
    private const uint PortChanges = 0x001F_0000;

    private bool AlwaysPowered => (controller.Value(OhciRegisters.RhDescriptorA) & NoPowerSwitching) != 0;

    public uint ReadPort(int port) => Stored(port) | (AlwaysPowered ? PortPower : 0);

    public void WriteStatus(uint value)
    {
        if ((value & (ClearGlobalPower | SetGlobalPower)) != 0)
        {
            SwitchGlobalPower((value & SetGlobalPower) != 0);
        }

        ref uint status = ref controller.Value(OhciRegisters.RhStatus);
        status |= value & RemoteWakeupEnable;
        if ((value & ClearRemoteWakeupEnable) != 0)
        {
            status &= ~RemoteWakeupEnable;
        }
    }

    public void WritePort(int port, uint value)
    {
        if ((value & (PortPower | ClearPortPower)) != 0 && IsSwitchedAlone(port))
        {
            Switch(port, (value & ClearPortPower) == 0);
        }

        Stored(port) &= ~(value & PortChanges);
        if ((value & PortRequests) != 0 && (ReadPort(port) & PortPower) != 0)
        {
            Stored(port) |= ConnectStatusChange;
            controller.Raise(OhciRegisters.RootHubStatusChange);
        }
    }

    private ref uint Stored(int port) => ref controller.Value(OhciRegisters.RhPortStatus + (4 * (uint)port));

    /// <summary>Whether the port's own power bit counts, and not the global one.</summary>
    private bool IsSwitchedAlone(int port) =>
        (controller.Value(OhciRegisters.RhDescriptorA) & PowerSwitchingMode) != 0
        && ((controller.Value(OhciRegisters.RhDescriptorB) >> (17 + port)) & 1) != 0;

    private void SwitchGlobalPower(bool on)
    {
        for (int port = 0; port < OhciRegisters.PortCount; port++)
        {
            if (!IsSwitchedAlone(port))
            {
                Switch(port, on);
            }
        }
    }

    private void Switch(int port, bool on) => Stored(port) = on ? Stored(port) | PortPower : 0;
}
