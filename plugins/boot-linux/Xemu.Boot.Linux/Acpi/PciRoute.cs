namespace Xemu.Boot.Linux;

/// <summary>Where an interrupt pin of bus 0 goes.</summary>
/// <param name="Device">The device's number.</param>
/// <param name="Pin">0 for INTA to 3 for INTD.</param>
/// <param name="Interrupt">Input of the interrupt controllers.</param>
internal readonly record struct PciRoute(int Device, int Pin, int Interrupt);
