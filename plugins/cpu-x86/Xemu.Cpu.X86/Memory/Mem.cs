using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Guest memory as instructions see it. Each method that can fault returns false (or null) with the fault recorded; the caller returns false at once.</summary>
/// <remarks>
/// Two steps: <see cref="Address"/> makes a linear address from the op (effective address, segment type and limit), the others access it
/// with the running program's rights. The <c>…Operand</c> methods do both.
/// </remarks>
internal static unsafe class Mem
{
    private const byte ReadTraps = (byte)Abstractions.Memory.PageState.ReadTraps;
    private const byte WriteTraps = (byte)Abstractions.Memory.PageState.WriteTraps;

    /// <summary>The effective address: what LEA gives.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Effective(CpuState* s, Op* op) =>
        (Reg.Get32(s, op->Base) + (Reg.Get32(s, op->Index) << op->Scale) + op->Disp) & op->AddressMask;

    /// <summary>The linear address of the memory operand for an access of some bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Address(CpuState* s, Op* op, uint bytes, bool write, out uint linear) =>
        Linear(s, op->Seg, Effective(s, op), bytes, write, out linear);

    /// <summary>The linear address of an offset in a segment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Linear(CpuState* s, uint segment, uint offset, uint bytes, bool write, out uint linear)
    {
        Segment* seg = &s->Es + segment;
        if ((write ? seg->FlatWrite : seg->FlatRead) != 0)
        {
            linear = offset;
            return true;
        }

        linear = seg->Base + offset;
        return SegmentCheck.Access(s, segment, offset, bytes, write);
    }

    /// <summary>Reads 8, 16 or 32 bits at a linear address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read<TW>(CpuState* s, uint linear, out uint value)
        where TW : struct, IWidth
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->ReadTag;
        if (offset <= 4096 - TW.Bytes && (*entry->State & ReadTraps) == 0)
        {
            value = TW.Load(entry->Host + offset);
            return true;
        }

        ulong slow = MemSlow.Read(s, linear, TW.Bytes);
        value = (uint)slow;
        return (long)slow >= 0;
    }

    /// <summary>Writes 8, 16 or 32 bits at a linear address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Write<TW>(CpuState* s, uint linear, uint value)
        where TW : struct, IWidth
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->WriteTag;
        if (offset <= 4096 - TW.Bytes && (*entry->State & WriteTraps) == 0)
        {
            TW.Store(entry->Host + offset, value);
            return true;
        }

        return MemSlow.Write(s, linear, TW.Bytes, value);
    }

    /// <summary>Reads the memory operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ReadOperand<TW>(CpuState* s, Op* op, out uint value)
        where TW : struct, IWidth
    {
        if (!Address(s, op, TW.Bytes, write: false, out uint linear))
        {
            value = 0;
            return false;
        }

        return Read<TW>(s, linear, out value);
    }

    /// <summary>Writes the memory operand.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool WriteOperand<TW>(CpuState* s, Op* op, uint value)
        where TW : struct, IWidth =>
        Address(s, op, TW.Bytes, write: true, out uint linear) && Write<TW>(s, linear, value);

    /// <summary>Reads 64 bits at a linear address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Read64(CpuState* s, uint linear, out ulong value)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->ReadTag;
        if (offset <= 4096 - 8 && (*entry->State & ReadTraps) == 0)
        {
            value = *(ulong*)(entry->Host + offset);
            return true;
        }

        ulong slow = 0;
        bool done = MemSlow.ReadBytes(s, linear, (byte*)&slow, 8);
        value = slow;
        return done;
    }

    /// <summary>Writes 64 bits at a linear address; either all or nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Write64(CpuState* s, uint linear, ulong value)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->WriteTag;
        if (offset <= 4096 - 8 && (*entry->State & WriteTraps) == 0)
        {
            *(ulong*)(entry->Host + offset) = value;
            return true;
        }

        return MemSlow.WriteBytes(s, linear, (byte*)&value, 8);
    }

    /// <summary>Reads any number of bytes (10, 16, 28, 108, 512 …) into host memory; a fault leaves the destination undefined and the guest untouched.</summary>
    public static bool ReadBytes(CpuState* s, uint linear, byte* destination, uint bytes)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->ReadTag;
        if (offset <= 4096 - bytes && (*entry->State & ReadTraps) == 0)
        {
            Unsafe.CopyBlockUnaligned(destination, entry->Host + offset, bytes);
            return true;
        }

        return MemSlow.ReadBytes(s, linear, destination, bytes);
    }

    /// <summary>Writes any number of bytes, at most a page; either all or nothing.</summary>
    public static bool WriteBytes(CpuState* s, uint linear, byte* source, uint bytes)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->WriteTag;
        if (offset <= 4096 - bytes && (*entry->State & WriteTraps) == 0)
        {
            Unsafe.CopyBlockUnaligned(entry->Host + offset, source, bytes);
            return true;
        }

        return MemSlow.WriteBytes(s, linear, source, bytes);
    }

    /// <summary>Faults now if a later write would, alignment first; for instructions that write more than once, or perhaps not at all.</summary>
    public static bool ProbeWrite(CpuState* s, uint linear, uint bytes)
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        return linear - entry->WriteTag <= 4096 - bytes
            || (MemSlow.Aligned(s, linear, bytes) && MemSlow.Probe(s, linear, bytes, write: true, s->Cpl == 3));
    }

    /// <summary>Begins a read-modify-write: the place to load from and store to, or null with the fault recorded. <see cref="EndRmw"/> follows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* BeginRmw<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth =>
        Address(s, op, TW.Bytes, write: true, out uint linear) ? BeginRmwAt<TW>(s, linear) : null;

    /// <summary>The same at a linear address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* BeginRmwAt<TW>(CpuState* s, uint linear)
        where TW : struct, IWidth
    {
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint offset = linear - entry->WriteTag;
        if (offset <= 4096 - TW.Bytes && (*entry->State & WriteTraps) == 0)
        {
            return entry->Host + offset;
        }

        return MemSlow.BeginRmw(s, linear, TW.Bytes);
    }

    /// <summary>Ends a read-modify-write; cannot fault.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EndRmw(CpuState* s, byte* place)
    {
        if (place == (byte*)&s->Scratch)
        {
            MemSlow.EndRmw(s);
        }
    }
}
