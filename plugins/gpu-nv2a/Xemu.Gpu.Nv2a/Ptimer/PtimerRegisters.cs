using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>PTIMER. Source: envytools docs/hw/bus/ptimer.rst. Reset values other than the time: unverified.</summary>
internal static class PtimerRegisters
{
    public const uint Intr = 0x100;
    public const uint IntrEn = 0x140;
    public const uint Numerator = 0x200;
    public const uint Denominator = 0x210;
    public const uint Alarm = 0x420;

    public static readonly RegisterTable<Ptimer> Table = new(0x1000,
    [
        new("NV_PTIMER_INTR_0", Intr) { WriteOneToClear = 1, AfterWrite = static (d, _) => d.UpdateIrq() },
        new("NV_PTIMER_INTR_EN_0", IntrEn) { Writable = 1, AfterWrite = static (d, _) => d.UpdateIrq() },

        // The clock is NVCLK * DENOMINATOR / NUMERATOR: the vendor's names are the wrong way round (nxdk pbkit.c programs 56968 and 7629).
        new("NV_PTIMER_NUMERATOR", Numerator) { Writable = 0xFFFF, AfterWrite = static (d, _) => d.RateChanged() },
        new("NV_PTIMER_DENOMINATOR", Denominator) { Writable = 0xFFFF, AfterWrite = static (d, _) => d.RateChanged() },
        new("NV_PTIMER_TIME_0", 0x400) { Read = static (d, _) => d.TimeLow, AfterWrite = static (d, v) => d.WriteTimeLow(v) },
        new("NV_PTIMER_TIME_1", 0x410) { Read = static (d, _) => d.TimeHigh, AfterWrite = static (d, v) => d.WriteTimeHigh(v) },
        new("NV_PTIMER_ALARM_0", Alarm) { Writable = 0xFFFF_FFE0, AfterWrite = static (d, _) => d.ArmAlarm() },
    ]);
}
