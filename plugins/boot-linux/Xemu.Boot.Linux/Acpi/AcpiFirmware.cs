using Xemu.Abstractions.Memory;

namespace Xemu.Boot.Linux;

/// <summary>What firmware leaves in the registers of a machine in ACPI mode.</summary>
/// <remarks>Sources: ACPI specification 1.0b, 4.7.3.2.1 (SCI_EN), 5.2.5 (the interrupt is a level); Intel 82371AB, "ELCR2". Cromwell sets SCI_EN as well.</remarks>
internal static class AcpiFirmware
{
    private const int ControlRegister = 0x04;
    private const byte InterruptEnable = 1;
    private const uint SecondLevelRegister = 0x4D1;

    /// <summary>Turns the system control interrupt on, as a level.</summary>
    public static void Enable(IAddressSpace ports, AcpiHardware hardware)
    {
        const int LevelBit = 1 << (AcpiHardware.SystemControlInterrupt - 8);
        ports.WriteValue(SecondLevelRegister, 1, ports.ReadValue(SecondLevelRegister, 1) | LevelBit);
        uint control = hardware.PowerBase + (uint)ControlRegister;
        ports.WriteValue(control, 1, ports.ReadValue(control, 1) | InterruptEnable);
    }
}
