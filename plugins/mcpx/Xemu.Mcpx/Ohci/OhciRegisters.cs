using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

/// <summary>The registers of the host controller.</summary>
/// <remarks>Source: OpenHCI 1.0a, chapter 7. Four ports without over-current protection; power-on to power-good time unverified.</remarks>
internal static class OhciRegisters
{
    public const uint Control = 0x04;
    public const uint CommandStatus = 0x08;
    public const uint InterruptStatus = 0x0C;
    public const uint InterruptEnable = 0x10;
    public const uint Hcca = 0x18;
    public const uint RhPortStatus = 0x54;
    public const int PortCount = 4;

    private const uint InterruptEnable32 = 0xC000_007F;

    public static readonly RegisterTable<Ohci> Table = new(0x1000,
    [
        new("HcRevision", 0x00) { Reset = 0x10 },
        new("HcControl", Control) { Writable = 0x07FF, AfterWrite = static (d, _) => d.Update() },
        new("HcCommandStatus", CommandStatus) { AfterWrite = static (d, v) => d.WriteCommandStatus(v), Note = "Lists are not processed: unimplemented." },
        new("HcInterruptStatus", InterruptStatus) { WriteOneToClear = 0x4000_007F, AfterWrite = static (d, _) => d.Update() },
        new("HcInterruptEnable", InterruptEnable) { AfterWrite = static (d, v) => d.WriteInterruptEnable(v & InterruptEnable32, set: true) },
        new("HcInterruptDisable", 0x14) { Read = static (d, _) => d.EnabledInterrupts, AfterWrite = static (d, v) => d.WriteInterruptEnable(v & InterruptEnable32, set: false) },
        new("HcHCCA", Hcca) { Writable = 0xFFFF_FF00 },
        new("HcPeriodCurrentED", 0x1C),
        new("HcControlHeadED", 0x20) { Writable = 0xFFFF_FFF0 },
        new("HcControlCurrentED", 0x24) { Writable = 0xFFFF_FFF0 },
        new("HcBulkHeadED", 0x28) { Writable = 0xFFFF_FFF0 },
        new("HcBulkCurrentED", 0x2C) { Writable = 0xFFFF_FFF0 },
        new("HcDoneHead", 0x30),
        new("HcFmInterval", 0x34) { Reset = 0x2EDF, Writable = 0xFFFF_3FFF },
        new("HcFmRemaining", 0x38) { Read = static (d, _) => d.FrameRemaining },
        new("HcFmNumber", 0x3C) { Read = static (d, _) => d.FrameNumber },
        new("HcPeriodicStart", 0x40) { Writable = 0x3FFF },
        new("HcLSThreshold", 0x44) { Reset = 0x0628, Writable = 0x0FFF },
        new("HcRhDescriptorA", 0x48) { Reset = 0x0200_1000 | PortCount, Writable = 0xFF00_1B00 },
        new("HcRhDescriptorB", 0x4C) { Writable = 0x001E_001E },
        new("HcRhStatus", 0x50) { AfterWrite = static (d, v) => d.WriteHubStatus(v) },
        .. Enumerable.Range(0, PortCount).Select(static port =>
            new RegisterDefinition<Ohci>($"HcRhPortStatus[{port + 1}]", RhPortStatus + (4 * (uint)port)) { AfterWrite = (d, v) => d.WritePort(port, v) }),
    ]);
}
