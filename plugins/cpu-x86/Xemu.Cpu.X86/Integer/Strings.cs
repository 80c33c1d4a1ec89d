using System.Runtime.CompilerServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>One step of a string instruction.</summary>
internal unsafe interface IStringStep
{
    /// <summary>Whether REPE/REPNE look at ZF.</summary>
    static abstract bool Compares { get; }

    /// <summary>Does one element. False: faulted, nothing changed.</summary>
    static abstract bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth;

    /// <summary>Does many at once where that is simple. Gives how many, 0 for none; at most the limit.</summary>
    static abstract uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth;
}

/// <summary>MOVS STOS LODS SCAS CMPS, alone and repeated. Each iteration counts one and can be interrupted; a repeated one always ends its block.</summary>
internal static unsafe class Strings
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Movsb_m8_m8, &Run<StepMovs, W8>);
        t.Add(Code.Movsw_m16_m16, &Run<StepMovs, W16>);
        t.Add(Code.Movsd_m32_m32, &Run<StepMovs, W32>);
        t.Add(Code.Stosb_m8_AL, &Run<StepStos, W8>);
        t.Add(Code.Stosw_m16_AX, &Run<StepStos, W16>);
        t.Add(Code.Stosd_m32_EAX, &Run<StepStos, W32>);
        t.Add(Code.Lodsb_AL_m8, &Run<StepLods, W8>);
        t.Add(Code.Lodsw_AX_m16, &Run<StepLods, W16>);
        t.Add(Code.Lodsd_EAX_m32, &Run<StepLods, W32>);
        t.Add(Code.Scasb_AL_m8, &Run<StepScas, W8>);
        t.Add(Code.Scasw_AX_m16, &Run<StepScas, W16>);
        t.Add(Code.Scasd_EAX_m32, &Run<StepScas, W32>);
        t.Add(Code.Cmpsb_m8_m8, &Run<StepCmps, W8>);
        t.Add(Code.Cmpsw_m16_m16, &Run<StepCmps, W16>);
        t.Add(Code.Cmpsd_m32_m32, &Run<StepCmps, W32>);
    }

    /// <summary>Adds to SI or DI, in the op's address size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Advance(CpuState* s, Op* op, int register, uint bytes)
    {
        uint step = IsDown(s) ? 0 - bytes : bytes;
        uint value = s->Gpr[register];
        s->Gpr[register] = (value & ~op->AddressMask) | ((value + step) & op->AddressMask);
    }

    /// <summary>A string instruction with its prefix.</summary>
    public static bool Run<TStep, TW>(CpuState* s, Op* op)
        where TStep : struct, IStringStep
        where TW : struct, IWidth =>
        (op->Flags & (OpFlags.Rep | OpFlags.Repne)) == 0 ? TStep.Do<TW>(s, op) : Repeat<TStep, TW>(s, op);

    private static bool Repeat<TStep, TW>(CpuState* s, Op* op)
        where TStep : struct, IStringStep
        where TW : struct, IWidth
    {
        uint mask = op->AddressMask;
        uint left = s->Gpr[Reg.Ecx] & mask;
        if (left == 0)
        {
            return Flow.FallThrough(s, op);
        }

        ulong budget = (s->Attention & Attention.Careful) != 0 ? 1 : s->Until - (s->Count + op->Number);
        while (true)
        {
            uint done = left > 1 && budget > 1 && s->Attention == 0
                ? TStep.Bulk<TW>(s, op, (uint)Math.Min(left, budget))
                : 0;
            if (done == 0)
            {
                if (!TStep.Do<TW>(s, op))
                {
                    return false;
                }

                done = 1;
            }

            left -= done;
            budget -= done;
            s->Gpr[Reg.Ecx] = (s->Gpr[Reg.Ecx] & ~mask) | left;
            if (left == 0 || (TStep.Compares && Flags.Zf(s) != ((op->Flags & OpFlags.Rep) != 0)))
            {
                s->Count += done - 1;
                return Flow.FallThrough(s, op);
            }

            if (budget == 0 || (s->Attention | Volatile.Read(ref s->External)) != 0)
            {
                s->Count += done - 1;
                s->Eip = op->Eip;

                // The rest of the iterations is not a new arrival at the instruction for a debugger.
                s->PassCount = s->Count + op->Retire;
                s->PassLinear = s->Cs.Base + op->Eip;
                return false;
            }

            s->Count += done;
        }
    }

    /// <summary>How many elements from an offset on, up or down as DF says, lie within one page and the segment; 0 when the plain path must look.</summary>
    /// <param name="s">The state.</param>
    /// <param name="segment">Number of the segment register.</param>
    /// <param name="offset">Where the first element lies.</param>
    /// <param name="mask">That of the address size.</param>
    /// <param name="limit">The most elements.</param>
    /// <param name="write">Whether they are written.</param>
    /// <param name="host">Receives the host address of the first element.</param>
    public static uint Span<TW>(CpuState* s, uint segment, uint offset, uint mask, uint limit, bool write, out byte* host)
        where TW : struct, IWidth
    {
        host = null;
        Segment* seg = &s->Es + segment;
        uint linear = seg->Base + offset;
        TlbEntry* entry = s->Tlb + ((linear >> 12) & Tlb.Mask);
        uint at = linear - (write ? entry->WriteTag : entry->ReadTag);
        byte traps = (byte)(write ? Abstractions.Memory.PageState.WriteTraps : Abstractions.Memory.PageState.ReadTraps);
        if (at > 4096 - TW.Bytes || (*entry->State & traps) != 0)
        {
            return 0;
        }

        bool isDown = IsDown(s);
        uint count = Math.Min(limit, isDown ? (at / TW.Bytes) + 1 : (4096 - at) / TW.Bytes);
        uint bytes = count * TW.Bytes;
        uint below = isDown ? bytes - TW.Bytes : 0;
        bool flat = (write ? seg->FlatWrite : seg->FlatRead) != 0;
        bool wraps = offset < below || offset - below > mask - (bytes - 1);
        if (wraps || (!flat && (seg->IsExpandDown || !SegmentCheck.Within(seg, offset - below, bytes) || !(write ? seg->IsWritable : seg->IsReadable))))
        {
            return 0;
        }

        host = entry->Host + at;
        return count;
    }

    /// <summary>Copies elements whose first ones are given, up or down as DF says.</summary>
    public static void Copy<TW>(CpuState* s, byte* from, byte* to, uint count)
        where TW : struct, IWidth
    {
        uint bytes = count * TW.Bytes;
        bool isDown = IsDown(s);
        ulong ahead = isDown ? (ulong)(from - to) : (ulong)(to - from);
        if (ahead - 1 < bytes - 1)
        {
            // An overlap ahead repeats a pattern: element by element, as the part does.
            long step = isDown ? -(long)TW.Bytes : TW.Bytes;
            for (uint i = 0; i < count; i++, from += step, to += step)
            {
                TW.Store(to, TW.Load(from));
            }
        }
        else
        {
            Buffer.MemoryCopy(Lowest<TW>(s, from, count), Lowest<TW>(s, to, count), bytes, bytes);
        }
    }

    /// <summary>The lowest address of elements whose first one is given.</summary>
    public static byte* Lowest<TW>(CpuState* s, byte* first, uint count)
        where TW : struct, IWidth => IsDown(s) ? first - ((count - 1) * TW.Bytes) : first;

    private static bool IsDown(CpuState* s) => (s->EflagsRest & Efl.Df) != 0;
}

internal readonly unsafe struct StepMovs : IStringStep
{
    public static bool Compares => false;

    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, op->Seg, s->Gpr[Reg.Esi] & op->AddressMask, TW.Bytes, write: false, out uint from)
            || !Mem.Linear(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, TW.Bytes, write: true, out uint to)
            || !Mem.Read<TW>(s, from, out uint value) || !Mem.Write<TW>(s, to, value))
        {
            return false;
        }

        Strings.Advance(s, op, Reg.Esi, TW.Bytes);
        Strings.Advance(s, op, Reg.Edi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth
    {
        uint count = Strings.Span<TW>(s, op->Seg, s->Gpr[Reg.Esi] & op->AddressMask, op->AddressMask, limit, write: false, out byte* from);
        byte* to = null;
        count = count == 0 ? 0 : Strings.Span<TW>(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, op->AddressMask, count, write: true, out to);
        if (count != 0)
        {
            Strings.Copy<TW>(s, from, to, count);
            Strings.Advance(s, op, Reg.Esi, count * TW.Bytes);
            Strings.Advance(s, op, Reg.Edi, count * TW.Bytes);
        }

        return count;
    }
}

internal readonly unsafe struct StepStos : IStringStep
{
    public static bool Compares => false;

    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, TW.Bytes, write: true, out uint to)
            || !Mem.Write<TW>(s, to, s->Gpr[Reg.Eax]))
        {
            return false;
        }

        Strings.Advance(s, op, Reg.Edi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth
    {
        uint count = Strings.Span<TW>(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, op->AddressMask, limit, write: true, out byte* to);
        if (count == 0)
        {
            return 0;
        }

        to = Strings.Lowest<TW>(s, to, count);
        uint value = s->Gpr[Reg.Eax];
        if (typeof(TW) == typeof(W8))
        {
            new Span<byte>(to, (int)count).Fill((byte)value);
        }
        else if (typeof(TW) == typeof(W16))
        {
            new Span<ushort>(to, (int)count).Fill((ushort)value);
        }
        else
        {
            new Span<uint>(to, (int)count).Fill(value);
        }

        Strings.Advance(s, op, Reg.Edi, count * TW.Bytes);
        return count;
    }
}

internal readonly unsafe struct StepLods : IStringStep
{
    public static bool Compares => false;

    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, op->Seg, s->Gpr[Reg.Esi] & op->AddressMask, TW.Bytes, write: false, out uint from)
            || !Mem.Read<TW>(s, from, out uint value))
        {
            return false;
        }

        Reg.Set<TW>(s, 0, value);
        Strings.Advance(s, op, Reg.Esi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth => 0;
}

internal readonly unsafe struct StepScas : IStringStep
{
    public static bool Compares => true;

    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, TW.Bytes, write: false, out uint at)
            || !Mem.Read<TW>(s, at, out uint value))
        {
            return false;
        }

        AluSub.Do<TW>(s, Reg.Get<TW>(s, 0), value);
        Strings.Advance(s, op, Reg.Edi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth => 0;
}

internal readonly unsafe struct StepCmps : IStringStep
{
    public static bool Compares => true;

    public static bool Do<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Linear(s, op->Seg, s->Gpr[Reg.Esi] & op->AddressMask, TW.Bytes, write: false, out uint left)
            || !Mem.Read<TW>(s, left, out uint a)
            || !Mem.Linear(s, 0, s->Gpr[Reg.Edi] & op->AddressMask, TW.Bytes, write: false, out uint right)
            || !Mem.Read<TW>(s, right, out uint b))
        {
            return false;
        }

        AluSub.Do<TW>(s, a, b);
        Strings.Advance(s, op, Reg.Esi, TW.Bytes);
        Strings.Advance(s, op, Reg.Edi, TW.Bytes);
        return true;
    }

    public static uint Bulk<TW>(CpuState* s, Op* op, uint limit)
        where TW : struct, IWidth => 0;
}
