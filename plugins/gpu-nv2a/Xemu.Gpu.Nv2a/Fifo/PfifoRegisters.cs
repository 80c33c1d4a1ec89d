using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PFIFO. Source: envytools rnndb/fifo/nv1_pfifo.xml and docs/hw/fifo; nxdk lib/pbkit/outer.h for names. Reset values: unverified.</summary>
internal static class PfifoRegisters
{
    public const uint Intr = 0x100;
    public const uint IntrEn = 0x140;
    public const uint Ramht = 0x210;
    public const uint Ramfc = 0x214;
    public const uint Caches = 0x500;
    public const uint Mode = 0x504;
    public const uint Dma = 0x508;
    public const uint Push0 = 0x1200;
    public const uint Push1 = 0x1204;
    public const uint Status = 0x1214;
    public const uint DmaPush = 0x1220;
    public const uint DmaFetch = 0x1224;
    public const uint DmaState = 0x1228;
    public const uint DmaInstance = 0x122C;
    public const uint DmaPut = 0x1240;
    public const uint DmaGet = 0x1244;
    public const uint Ref = 0x1248;
    public const uint DmaSubroutine = 0x124C;
    public const uint Pull0 = 0x1250;
    public const uint Pull1 = 0x1254;
    public const uint Hash = 0x1258;
    public const uint Acquire0 = 0x1260;
    public const uint Acquire1 = 0x1264;
    public const uint AcquireValue = 0x1268;
    public const uint Semaphore = 0x126C;
    public const uint CacheGet = 0x1270;
    public const uint Engine = 0x1280;
    public const uint DmaDcount = 0x12A0;
    public const uint DmaGetJumpShadow = 0x12A4;
    public const uint DmaReservedShadow = 0x12A8;
    public const uint DmaDataShadow = 0x12AC;

    /// <summary>The cache's 128 entries: method and subchannel, then data.</summary>
    public const uint CacheMethod = 0x1800;
    public const uint CacheData = 0x1804;

    public const uint CacheEntries = 128;

    /// <summary>Bit 4 of a status: the low mark, the queue is empty. Methods never rest in the caches here, so that they always are.</summary>
    private const uint Empty = 0x10;

    public static readonly RegisterTable<Pfifo> Table = new(0x2000, [.. Control(), .. Cache()]);

    private static RegisterDefinition<Pfifo>[] Control() =>
    [
        new("NV_PFIFO_DELAY_0", 0x040) { Writable = 0x0000_03FF, Note = "Stored only." },
        new("NV_PFIFO_DMA_TIMESLICE", 0x044) { Writable = 0x0101_FFFF, Note = "Stored only: a channel runs until it is idle." },
        new("NV_PFIFO_TIMESLICE", 0x04C) { Writable = 0x001F_FFFF, Note = "Stored only." },
        new("NV_PFIFO_DEBUG_0", 0x080) { Note = "No cache error is pending." },
        new("NV_PFIFO_INTR_0", Intr) { WriteOneToClear = 0x0111_1111, AfterWrite = static (d, _) => d.UpdateIrq() },
        new("NV_PFIFO_INTR_EN_0", IntrEn) { Writable = 0x0111_1111, AfterWrite = static (d, _) => d.UpdateIrq() },
        new("NV_PFIFO_RAMHT", Ramht) { Writable = 0x0303_01F0, Reset = 0x0000_0100 },
        new("NV_PFIFO_RAMFC", Ramfc) { Writable = 0x00FF_01FC, Reset = 0x0000_0110 },
        new("NV_PFIFO_RAMRO", 0x218) { Writable = 0x0001_01FE, Note = "Stored only: nothing runs out." },
        new("NV_PFIFO_RUNOUT_STATUS", 0x400) { Reset = Empty },
        new("NV_PFIFO_RUNOUT_PUT", 0x410) { Writable = 0x0000_1FF8 },
        new("NV_PFIFO_RUNOUT_GET", 0x420) { Writable = 0x0000_3FF8 },
        new("NV_PFIFO_CACHES", Caches) { Writable = 0x0000_0001, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_MODE", Mode) { Writable = 0xFFFF_FFFF, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_DMA", Dma) { Writable = 0xFFFF_FFFF, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_SIZE", 0x50C) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE0_PUSH0", 0x1000) { Writable = 0x0000_0001, Note = "CACHE0 holds nothing here." },
        new("NV_PFIFO_CACHE0_PUSH1", 0x1004) { Writable = 0x0000_001F },
        new("NV_PFIFO_CACHE0_PUT", 0x1010) { Writable = 0x0000_0004 },
        new("NV_PFIFO_CACHE0_STATUS", 0x1014) { Reset = Empty },
        new("NV_PFIFO_CACHE0_PULL0", 0x1050) { Writable = 0x0000_0001 },
        new("NV_PFIFO_CACHE0_PULL1", 0x1054) { Writable = 0x0000_0001 },
        new("NV_PFIFO_CACHE0_HASH", 0x1058) { Writable = 0x0001_FFFF },
        new("NV_PFIFO_CACHE0_GET", 0x1070) { Writable = 0x0000_0004 },
        new("NV_PFIFO_CACHE0_ENGINE", 0x1080) { Writable = 0x0000_0003 },
        new("NV_PFIFO_CACHE1_PUSH0", Push0) { Writable = 0x0000_0001, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_PUSH1", Push1) { Writable = 0x0000_011F, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_PUT", 0x1210) { Writable = 0x0000_03FC },
        new("NV_PFIFO_CACHE1_STATUS", Status) { Reset = Empty },
        new("NV_PFIFO_CACHE1_DMA_PUSH", DmaPush) { Writable = 0x0000_1001, Read = static (d, v) => v | d.BusyBit, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_DMA_FETCH", DmaFetch) { Writable = 0x801F_E0F8 },
        new("NV_PFIFO_CACHE1_DMA_STATE", DmaState) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_INSTANCE", DmaInstance) { Writable = 0x0000_FFFF },
        new("NV_PFIFO_CACHE1_DMA_CTL", 0x1230) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_LIMIT", 0x1234) { Writable = 0x1FFF_FFFC },
        new("NV_PFIFO_CACHE1_DMA_TLB_TAG", 0x1238) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_TLB_PTE", 0x123C) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_PUT", DmaPut) { Writable = 0x1FFF_FFFC, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_DMA_GET", DmaGet) { Writable = 0x1FFF_FFFC, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_REF", Ref) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_SUBROUTINE", DmaSubroutine) { Writable = 0x1FFF_FFFD },
        new("NV_PFIFO_CACHE1_PULL0", Pull0) { Writable = 0x00F0_1111, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_PULL1", Pull1) { Writable = 0x0003_0013, AfterWrite = static (d, _) => d.Kick() },
        new("NV_PFIFO_CACHE1_HASH", Hash) { Writable = 0x0001_FFFF },
        new("NV_PFIFO_CACHE1_ACQUIRE_0", Acquire0) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_ACQUIRE_1", Acquire1) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_ACQUIRE_2", AcquireValue) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_SEMAPHORE", Semaphore) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_GET", CacheGet) { Writable = 0x0000_03FC },
        new("NV_PFIFO_CACHE1_ENGINE", Engine) { Writable = 0x3333_3333 },
        new("NV_PFIFO_CACHE1_DMA_DCOUNT", DmaDcount) { Writable = 0x0000_3FFC },
        new("NV_PFIFO_CACHE1_DMA_GET_JMP_SHADOW", DmaGetJumpShadow) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_RSVD_SHADOW", DmaReservedShadow) { Writable = 0xFFFF_FFFF },
        new("NV_PFIFO_CACHE1_DMA_DATA_SHADOW", DmaDataShadow) { Writable = 0xFFFF_FFFF },
    ];

    private static IEnumerable<RegisterDefinition<Pfifo>> Cache()
    {
        for (uint i = 0; i < CacheEntries; i++)
        {
            yield return new($"NV_PFIFO_CACHE1_METHOD_{i}", CacheMethod + (i * 8)) { Writable = 0x0000_FFFC };
            yield return new($"NV_PFIFO_CACHE1_DATA_{i}", CacheData + (i * 8)) { Writable = 0xFFFF_FFFF };
        }
    }
}
