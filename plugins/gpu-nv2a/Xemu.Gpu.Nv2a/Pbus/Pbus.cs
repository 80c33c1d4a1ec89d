using Xemu.Abstractions.Devices;

namespace Xemu.Gpu.Nv2a;

/// <summary>Bus control.</summary>
internal sealed class Pbus : RegisterBlock<Pbus>
{
    private readonly Func<IPciSlot?> _slot;

    public Pbus(Func<IPciSlot?> slot)
        : base("PBUS", 0x00_1000, 0x1000, PbusRegisters.Table)
    {
        _slot = slot;
    }

    /// <summary>A base address register as the guest reads it.</summary>
    public uint Bar(int index, uint flags) => (uint)(_slot()?.BarAddress(index) ?? 0) | flags;
}
