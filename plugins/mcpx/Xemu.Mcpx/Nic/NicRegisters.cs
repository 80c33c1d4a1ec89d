using Xemu.Abstractions.Devices;

namespace Xemu.Mcpx;

/// <summary>The registers of the network controller.</summary>
/// <remarks>Source: nxdk lib/net/nvnetdrv/nvnetdrv_regs.h; names are forcedeth's. Masks and reset values are unverified. Offsets without a name are storage.</remarks>
internal static class NicRegisters
{
    public const uint SizeBytes = 0x400;
    public const uint IrqStatus = 0x000;
    public const uint IrqMask = 0x004;
    public const uint PollingControl = 0x008;
    public const uint PollingInterval = 0x00C;
    public const uint TransmitterControl = 0x084;
    public const uint TxRingPhysAddr = 0x100;
    public const uint RingSizes = 0x108;
    public const uint MiiStatus = 0x180;
    public const uint MiiMask = 0x184;
    public const uint MiiData = 0x194;

    /// <summary>DMA of both directions is at rest; there is never a moment when it is not.</summary>
    private const uint Idle = 0x8;

    private const uint AllEvents = 0x1FF;

    private static readonly RegisterDefinition<Nic>[] Named =
    [
        new("NvRegIrqStatus", IrqStatus) { WriteOneToClear = AllEvents, AfterWrite = static (d, _) => d.UpdateInterrupt() },
        new("NvRegIrqMask", IrqMask) { Writable = AllEvents, AfterWrite = static (d, _) => d.UpdateInterrupt() },
        new("NvRegPollingControl", PollingControl) { Writable = 0x3, AfterWrite = static (d, _) => d.UpdatePolling() },
        new("NvRegPollingInterval", PollingInterval) { Writable = 0xFFFF },
        new("NvRegDuplexMode", 0x080) { Writable = uint.MaxValue },
        new("NvRegTransmitterControl", TransmitterControl) { Writable = uint.MaxValue },
        new("NvRegTransmitterStatus", 0x088) { Note = "Never busy." },
        new("NvRegPacketFilterFlags", 0x08C) { Writable = uint.MaxValue },
        new("NvRegOffloadConfig", 0x090) { Writable = uint.MaxValue },
        new("NvRegReceiverControl", 0x094) { Writable = uint.MaxValue },
        new("NvRegReceiverStatus", 0x098) { Note = "Never busy." },
        new("NvRegMacAddrA", 0x0A8) { Writable = uint.MaxValue },
        new("NvRegMacAddrB", 0x0AC) { Writable = 0xFFFF },
        new("NvRegMulticastAddrA", 0x0B0) { Writable = uint.MaxValue },
        new("NvRegMulticastAddrB", 0x0B4) { Writable = 0xFFFF },
        new("NvRegMulticastMaskA", 0x0B8) { Writable = uint.MaxValue },
        new("NvRegMulticastMaskB", 0x0BC) { Writable = 0xFFFF },
        new("NvRegTxRingPhysAddr", TxRingPhysAddr) { Writable = uint.MaxValue, AfterWrite = static (d, _) => d.Transmit.Reset() },
        new("NvRegRxRingPhysAddr", 0x104) { Writable = uint.MaxValue },
        new("NvRegRingSizes", RingSizes) { Writable = uint.MaxValue },
        new("NvRegLinkSpeed", 0x110) { Writable = uint.MaxValue },
        new("NvRegTxCount", 0x114) { Note = "Statistics: unimplemented." },
        new("NvRegRxCount", 0x118) { Note = "Nothing is received." },
        new("NvRegCurrentTxRdesc", 0x11C) { Read = static (d, _) => d.Transmit.CurrentAddress },
        new("NvRegCurrentRxRdesc", 0x120) { Read = static (d, _) => d.Value(0x104) },
        new("NvRegUnknownSetupReg5", 0x130) { Writable = 0x7FFF_FFFF, Read = static (_, v) => v | 0x8000_0000, Note = "forcedeth waits for bit 31; what clears it is unverified." },
        new("NvRegTxRxControl", 0x144) { Writable = 0x3FF4, Read = static (_, v) => v | Idle, AfterWrite = static (d, v) => d.WriteTxRxControl(v) },
        new("NvRegMIIStatus", MiiStatus) { WriteOneToClear = 0xF },
        new("NvRegMIIMask", MiiMask) { Writable = 0xF },
        new("NvRegAdapterControl", 0x188) { Writable = uint.MaxValue },
        new("NvRegMIISpeed", 0x18C) { Writable = uint.MaxValue },
        new("NvRegMIIControl", 0x190) { Writable = 0x07FF, AfterWrite = static (d, v) => d.WriteMiiControl(v), Note = "Its busy bit always reads 0." },
        new("NvRegMIIData", MiiData) { Writable = 0xFFFF },
        new("NvRegWakeUpFlags", 0x200) { Writable = uint.MaxValue, Note = "Wake-up: unimplemented." },
    ];

    public static readonly RegisterTable<Nic> Table = new(SizeBytes, [.. Named, .. Unnamed()]);

    private static IEnumerable<RegisterDefinition<Nic>> Unnamed() =>
        Enumerable.Range(0, (int)SizeBytes / 4)
            .Select(static i => 4 * (uint)i)
            .Except(Named.Select(static d => d.Offset))
            .Select(static offset => new RegisterDefinition<Nic>($"NvReg_{offset:X3}", offset) { Writable = uint.MaxValue, Note = "Storage: unverified." });
}
