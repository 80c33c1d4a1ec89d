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
    public const uint ControlHead = 0x20;
    public const uint ControlCurrent = 0x24;
    public const uint BulkHead = 0x28;
    public const uint BulkCurrent = 0x2C;
    public const uint DoneHead = 0x30;
    public const uint FmInterval = 0x34;
    public const uint RhDescriptorA = 0x48;
    public const uint RhDescriptorB = 0x4C;
    public const uint RhStatus = 0x50;
    public const uint RhPortStatus = 0x54;
    public const int PortCount = 4;

    public const uint PeriodicListEnable = 0x04;
    public const uint IsochronousEnable = 0x08;
    public const uint ControlListEnable = 0x10;
    public const uint BulkListEnable = 0x20;

    public const uint ControlListFilled = 0x02;
    public const uint BulkListFilled = 0x04;

    public const uint SchedulingOverrun = 0x01;
    public const uint WritebackDoneHead = 0x02;
    public const uint StartOfFrame = 0x04;
    public const uint FrameNumberOverflow = 0x20;
    public const uint RootHubStatusChange = 0x40;

    /// <summary>Every event of HcInterruptStatus but the ownership change, which only a controller with a system management pin has (7.1.4).</summary>
    public const uint Events = 0x7F;

    public const uint HccaFrameNumber = 0x80;
    public const uint HccaDoneHead = 0x84;

    private const uint InterruptEnable32 = 0xC000_007F;

    public static readonly RegisterTable<Ohci> Table = new(0x1000,
    [
        new("HcRevision", 0x00) { Reset = 0x10 },
        new("HcControl", Control) { Writable = 0x07FF, AfterWrite = static (d, _) => d.Update() },
        new("HcCommandStatus", CommandStatus) { AfterWrite = static (d, v) => d.WriteCommandStatus(v), Note = "Ownership change: not modelled." },
        new("HcInterruptStatus", InterruptStatus) { WriteOneToClear = Events, AfterWrite = static (d, _) => d.Update() },
        new("HcInterruptEnable", InterruptEnable) { AfterWrite = static (d, v) => d.WriteInterruptEnable(v & InterruptEnable32, set: true) },
        new("HcInterruptDisable", 0x14) { Read = static (d, _) => d.EnabledInterrupts, AfterWrite = static (d, v) => d.WriteInterruptEnable(v & InterruptEnable32, set: false) },
        new("HcHCCA", Hcca) { Writable = 0xFFFF_FF00 },
        new("HcPeriodCurrentED", 0x1C) { Note = "Between two frames no periodic list is being served: always 0." },
        new("HcControlHeadED", ControlHead) { Writable = 0xFFFF_FFF0 },
        new("HcControlCurrentED", ControlCurrent) { Writable = 0xFFFF_FFF0 },
        new("HcBulkHeadED", BulkHead) { Writable = 0xFFFF_FFF0 },
        new("HcBulkCurrentED", BulkCurrent) { Writable = 0xFFFF_FFF0 },
        new("HcDoneHead", DoneHead),
        new("HcFmInterval", FmInterval) { Reset = 0x2EDF, Writable = 0xFFFF_3FFF, Note = "The length of a frame stays 1 ms: unimplemented." },
        new("HcFmRemaining", 0x38) { Read = static (d, _) => d.FrameRemaining },
        new("HcFmNumber", 0x3C) { Read = static (d, _) => d.FrameNumber },
        new("HcPeriodicStart", 0x40) { Writable = 0x3FFF },
        new("HcLSThreshold", 0x44) { Reset = 0x0628, Writable = 0x0FFF },
        new("HcRhDescriptorA", RhDescriptorA) { Reset = 0x0200_1000 | PortCount, Writable = 0xFF00_1B00 },
        new("HcRhDescriptorB", RhDescriptorB) { Writable = 0x001E_001E },
        new("HcRhStatus", RhStatus) { AfterWrite = static (d, v) => d.Hub.WriteStatus(v) },
        .. Enumerable.Range(0, PortCount).Select(static port =>
            new RegisterDefinition<Ohci>($"HcRhPortStatus[{port + 1}]", RhPortStatus + (4 * (uint)port))
            {
                Read = (d, _) => d.Hub.ReadPort(port),
                AfterWrite = (d, v) => d.Hub.WritePort(port, v),
            }),
    ]);
}
