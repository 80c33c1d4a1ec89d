using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>A segment register with its hidden part.</summary>
/// <remarks>
/// <see cref="Attributes"/> is the descriptor's second dword shifted right by 8 and masked with 0xF0FF:
/// bits 0-3 type, 4 S, 5-6 DPL, 7 P, 12 AVL, 14 D/B, 15 G. A null or unusable segment has P clear.
/// <see cref="Limit"/> is in bytes (granularity applied).
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Segment
{
    /// <summary>Not canonical, whatever a window's base and an offset add to it.</summary>
    private const ulong OutOfReach = 1UL << 62;

    public uint Base;
    public uint Limit;
    public ushort Selector;
    public ushort Attributes;

    /// <summary>Non-zero: base 0, limit 4 GiB, usable for reads: offsets are linear addresses.</summary>
    public byte FlatRead;

    /// <summary>The same for writes. SS also has B set.</summary>
    public byte FlatWrite;

    /// <summary>Zero: limit 4 GiB, usable for reads and writes, whatever the base: a linear address is the offset plus the base. Else what makes any such sum a host address that faults.</summary>
    public ulong NarrowTrap;

    public readonly bool IsPresent => (Attributes & 0x80) != 0;

    public readonly bool IsBig => (Attributes & 0x4000) != 0;

    public readonly uint Dpl => (uint)(Attributes >> 5) & 3;

    public readonly uint Type => (uint)Attributes & 15;

    public readonly bool IsCode => (Attributes & 0x18) == 0x18;

    /// <summary>A readable segment: any data segment, and code with R set.</summary>
    public readonly bool IsReadable => (Attributes & 0x0A) != 0x08;

    /// <summary>A data segment with W set.</summary>
    public readonly bool IsWritable => (Attributes & 0x0A) == 0x02;

    public readonly bool IsExpandDown => (Attributes & 0x1C) == 0x14;

    /// <summary>Recomputes the flat flags after any change.</summary>
    public void Refresh()
    {
        bool whole = Limit == 0xFFFF_FFFF && IsPresent && !IsExpandDown && (Attributes & 0x10) != 0;
        bool flat = Base == 0 && whole && IsBig;
        FlatRead = flat && IsReadable ? (byte)1 : (byte)0;
        FlatWrite = flat && IsWritable ? (byte)1 : (byte)0;
        NarrowTrap = whole && IsReadable && IsWritable ? 0 : OutOfReach;
    }
}
