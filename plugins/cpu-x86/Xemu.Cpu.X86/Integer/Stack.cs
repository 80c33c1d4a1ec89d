using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Pushes and pops with SS's width and limit. The <c>…At</c> methods work on a copy of ESP that the caller commits when nothing can fault any more.</summary>
internal static unsafe class Stack
{
    private const uint SegmentNumber = 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Push<TW>(CpuState* s, uint value)
        where TW : struct, IWidth
    {
        if (s->Ss.FlatWrite != 0)
        {
            uint flat = s->Gpr[Reg.Esp] - TW.Bytes;
            if (!Mem.Write<TW>(s, flat, value))
            {
                return false;
            }

            s->Gpr[Reg.Esp] = flat;
            return true;
        }

        uint pointer = s->Gpr[Reg.Esp];
        if (!PushAt<TW>(s, ref pointer, value))
        {
            return false;
        }

        s->Gpr[Reg.Esp] = pointer;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Pop<TW>(CpuState* s, out uint value)
        where TW : struct, IWidth
    {
        if (s->Ss.FlatRead != 0)
        {
            if (!Mem.Read<TW>(s, s->Gpr[Reg.Esp], out value))
            {
                return false;
            }

            s->Gpr[Reg.Esp] += TW.Bytes;
            return true;
        }

        uint pointer = s->Gpr[Reg.Esp];
        if (!PopAt<TW>(s, ref pointer, out value))
        {
            return false;
        }

        s->Gpr[Reg.Esp] = pointer;
        return true;
    }

    public static bool PushAt<TW>(CpuState* s, ref uint pointer, uint value)
        where TW : struct, IWidth
    {
        uint offset = (pointer - TW.Bytes) & s->StackMask;
        if (!Mem.Linear(s, SegmentNumber, offset, TW.Bytes, write: true, out uint linear) || !Mem.Write<TW>(s, linear, value))
        {
            return false;
        }

        pointer = Merge(s, pointer, offset);
        return true;
    }

    public static bool PopAt<TW>(CpuState* s, ref uint pointer, out uint value)
        where TW : struct, IWidth
    {
        uint offset = pointer & s->StackMask;
        if (!Mem.Linear(s, SegmentNumber, offset, TW.Bytes, write: false, out uint linear) || !Mem.Read<TW>(s, linear, out value))
        {
            value = 0;
            return false;
        }

        pointer = Merge(s, pointer, offset + TW.Bytes);
        return true;
    }

    /// <summary>Pops 16 or 32 bits.</summary>
    public static bool PopAt(CpuState* s, bool wide, ref uint pointer, out uint value) =>
        wide ? PopAt<W32>(s, ref pointer, out value) : PopAt<W16>(s, ref pointer, out value);

    /// <summary>Pushes 16 or 32 bits.</summary>
    public static bool PushAt(CpuState* s, bool wide, ref uint pointer, uint value) =>
        wide ? PushAt<W32>(s, ref pointer, value) : PushAt<W16>(s, ref pointer, value);

    /// <summary>Replaces the part of ESP that SS.B makes the stack pointer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Merge(CpuState* s, uint old, uint pointer) => (old & ~s->StackMask) | (pointer & s->StackMask);

    /// <summary>Adds to the stack pointer.</summary>
    public static void Release(CpuState* s, uint bytes) => s->Gpr[Reg.Esp] = Merge(s, s->Gpr[Reg.Esp], s->Gpr[Reg.Esp] + bytes);
}
