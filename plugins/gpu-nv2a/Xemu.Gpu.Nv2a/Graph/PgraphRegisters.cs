namespace Xemu.Gpu.Nv2a;

/// <summary>Registers of PGRAPH that do something; the others store. Source: envytools rnndb/graph/nv10_pgraph.xml and nv20; nxdk lib/pbkit/outer.h.</summary>
internal static class PgraphRegisters
{
    public const uint Debug3 = 0x08C;
    public const uint Intr = 0x100;
    public const uint Nstatus = 0x104;
    public const uint Nsource = 0x108;
    public const uint IntrEn = 0x140;
    public const uint CtxControl = 0x144;
    public const uint CtxUser = 0x148;
    public const uint CtxSwitch1 = 0x14C;
    public const uint CtxSwitch2 = 0x150;
    public const uint CtxSwitch3 = 0x154;
    public const uint CtxSwitch4 = 0x158;
    public const uint CtxCache1 = 0x160;
    public const uint EndOfCtxCache = 0x200;
    public const uint Status = 0x700;
    public const uint TrappedAddress = 0x704;
    public const uint TrappedDataLow = 0x708;
    public const uint TrappedDataHigh = 0x70C;
    public const uint Surface = 0x710;
    public const uint Increment = 0x71C;
    public const uint Fifo = 0x720;
    public const uint RdiIndex = 0x750;
    public const uint RdiData = 0x754;
    public const uint Debug7 = 0x880;
    public const uint ColorClearValue = 0x186C;
    public const uint ZstencilClearValue = 0x1A88;
    public const uint ChannelCtxTable = 0x780;
    public const uint ChannelCtxPointer = 0x784;
    public const uint ChannelCtxTrigger = 0x788;

    /// <summary>INTR bit 0.</summary>
    public const uint NotifyPending = 1;

    /// <summary>INTR bit 12: a channel whose context is not loaded.</summary>
    public const uint ContextSwitchPending = 1 << 12;

    /// <summary>INTR bit 20; NSOURCE says which.</summary>
    public const uint ErrorPending = 1 << 20;
}
