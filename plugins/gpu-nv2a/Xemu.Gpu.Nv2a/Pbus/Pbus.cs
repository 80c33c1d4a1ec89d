using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>Bus control.</summary>
internal sealed class Pbus(Func<IPciSlot?> slot) : RegisterBlock<Pbus>("PBUS", 0x00_1000, 0x1000, PbusRegisters.Table)
{
    /// <summary>A base address register as the guest reads it.</summary>
    public uint Bar(int index, uint flags) => (uint)(slot()?.BarAddress(index) ?? 0) | flags;
}
