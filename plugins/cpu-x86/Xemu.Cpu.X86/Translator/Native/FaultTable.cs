using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>What the fault handler reads: the handlers that were there before, and the regions of emitted code.</summary>
[StructLayout(LayoutKind.Explicit, Size = Regions + (Capacity * FaultRegion.Bytes))]
internal unsafe struct FaultTable
{
    public const int Capacity = 64;
    public const int Signals = 32;
    public const int Used = 0;
    public const int Before = 8;
    public const int Regions = Before + (8 * Signals) + 56;

    /// <summary>Slots below this may be in use.</summary>
    [FieldOffset(Used)]
    public int UsedSlots;

    /// <summary>By signal number.</summary>
    [FieldOffset(Before)]
    public fixed ulong HandlerBefore[Signals];
}
