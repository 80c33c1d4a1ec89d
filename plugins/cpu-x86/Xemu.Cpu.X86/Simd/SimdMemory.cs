using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Xemu.Abstractions.Memory;

namespace Xemu.Cpu.X86;

/// <summary>Memory operands of 8 and 16 bytes.</summary>
internal static unsafe class SimdMemory
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read64(CpuState* s, Op* op, out ulong value)
    {
        if (!Mem.Address(s, op, 8, write: false, out uint linear))
        {
            value = 0;
            return false;
        }

        return Mem.Read64(s, linear, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Write64(CpuState* s, Op* op, ulong value) =>
        Mem.Address(s, op, 8, write: true, out uint linear) && Mem.Write64(s, linear, value);

    /// <summary>Reads an operand that must lie on a 16-byte boundary: else #GP(0), whatever CR0.AM says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadAligned(CpuState* s, Op* op, out Vector128<uint> value)
    {
        if (!Mem.Address(s, op, 16, write: false, out uint linear) || !IsAligned(s, linear))
        {
            value = default;
            return false;
        }

        return Read128(s, linear, out value);
    }

    /// <summary>Reads for MOVUPS.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadUnaligned(CpuState* s, Op* op, out Vector128<uint> value)
    {
        if (!Mem.Address(s, op, 16, write: false, out uint linear))
        {
            value = default;
            return false;
        }

        return Read128(s, linear, out value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool WriteAligned(CpuState* s, Op* op, Vector128<uint> value) =>
        Mem.Address(s, op, 16, write: true, out uint linear) && IsAligned(s, linear) && Write128(s, linear, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool WriteUnaligned(CpuState* s, Op* op, Vector128<uint> value) =>
        Mem.Address(s, op, 16, write: true, out uint linear) && Write128(s, linear, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAligned(CpuState* s, uint linear) => (linear & 15) == 0 || Fault.GeneralProtection(s, 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Read128(CpuState* s, uint linear, out Vector128<uint> value)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->ReadTag;
        if (offset <= 4096 - 16 && (*entry->State & (byte)PageState.ReadTraps) == 0)
        {
            // SAFETY: the 16 bytes lie within the host page of the entry.
            value = Vector128.Load((uint*)(entry->Host + offset));
            return true;
        }

        Vector128<uint> slow = default;
        bool done = MemSlow.ReadBytes(s, linear, (byte*)&slow, 16);
        value = slow;
        return done;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Write128(CpuState* s, uint linear, Vector128<uint> value)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->WriteTag;
        if (offset <= 4096 - 16 && (*entry->State & (byte)PageState.WriteTraps) == 0)
        {
            // SAFETY: as above.
            value.Store((uint*)(entry->Host + offset));
            return true;
        }

        return MemSlow.WriteBytes(s, linear, (byte*)&value, 16);
    }
}
