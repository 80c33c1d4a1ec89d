using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>PUSH POP PUSHA POPA ENTER LEAVE.</summary>
internal static unsafe class StackOps
{
    public static void Register(HandlerTable t)
    {
        t.Add(Code.Push_r16, &PushReg<W16>);
        t.Add(Code.Push_r32, &PushReg<W32>);
        t.Add(Code.Push_rm16, &PushReg<W16>, &PushMem<W16>);
        t.Add(Code.Push_rm32, &PushReg<W32>, &PushMem<W32>);
        t.Add(Code.Push_imm16, &PushImm<W16>);
        t.Add(Code.Pushd_imm32, &PushImm<W32>);
        t.Add(Code.Pushw_imm8, &PushImm<W16>);
        t.Add(Code.Pushd_imm8, &PushImm<W32>);
        t.Add(Code.Pop_r16, &PopReg<W16>);
        t.Add(Code.Pop_r32, &PopReg<W32>);
        t.Add(Code.Pop_rm16, &PopReg<W16>, &PopMem<W16>);
        t.Add(Code.Pop_rm32, &PopReg<W32>, &PopMem<W32>);
        t.Add(Code.Pushaw, &PushAll<W16>);
        t.Add(Code.Pushad, &PushAll<W32>);
        t.Add(Code.Popaw, &PopAll<W16>);
        t.Add(Code.Popad, &PopAll<W32>);
        t.Add(Code.Enterw_imm16_imm8, &Enter<W16>);
        t.Add(Code.Enterd_imm16_imm8, &Enter<W32>);
        t.Add(Code.Leavew, &Leave<W16>);
        t.Add(Code.Leaved, &Leave<W32>);
    }

    private static bool PushReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Stack.Push<TW>(s, Reg.Get<TW>(s, op->R0));

    private static bool PushImm<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Stack.Push<TW>(s, op->Imm);

    private static bool PushMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint value) && Stack.Push<TW>(s, value);

    private static bool PopReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Stack.Pop<TW>(s, out uint value))
        {
            return false;
        }

        Reg.Set<TW>(s, op->R0, value);
        return true;
    }

    /// <summary>An address that uses ESP uses it after the pop. Intel SDM vol. 2, POP.</summary>
    private static bool PopMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint old = s->Gpr[Reg.Esp];
        if (!Stack.Pop<TW>(s, out uint value))
        {
            return false;
        }

        if (!Mem.WriteOperand<TW>(s, op, value))
        {
            s->Gpr[Reg.Esp] = old;
            return false;
        }

        return true;
    }

    private static bool PushAll<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint pointer = s->Gpr[Reg.Esp];
        for (int i = 0; i < 8; i++)
        {
            if (!Stack.PushAt<TW>(s, ref pointer, s->Gpr[i]))
            {
                return false;
            }
        }

        s->Gpr[Reg.Esp] = pointer;
        return true;
    }

    private static bool PopAll<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint pointer = s->Gpr[Reg.Esp];
        uint* values = stackalloc uint[8];
        for (int i = 7; i >= 0; i--)
        {
            if (!Stack.PopAt<TW>(s, ref pointer, out values[i]))
            {
                return false;
            }
        }

        s->Gpr[Reg.Esp] = pointer;
        for (int i = 0; i < 8; i++)
        {
            if (i != Reg.Esp)
            {
                Reg.Set<TW>(s, (byte)(4 * i), values[i]);
            }
        }

        return true;
    }

    private static bool Enter<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint size = op->Imm;
        uint level = op->Imm2 & 31;
        uint pointer = s->Gpr[Reg.Esp];
        uint frameBase = s->Gpr[Reg.Ebp];
        if (!Stack.PushAt<TW>(s, ref pointer, frameBase))
        {
            return false;
        }

        uint frame = pointer;
        for (uint i = 1; i < level; i++)
        {
            frameBase = Stack.Merge(s, frameBase, frameBase - TW.Bytes);
            uint at = frameBase;
            if (!Stack.PopAt<TW>(s, ref at, out uint outer) || !Stack.PushAt<TW>(s, ref pointer, outer))
            {
                return false;
            }
        }

        if (level != 0 && !Stack.PushAt<TW>(s, ref pointer, frame))
        {
            return false;
        }

        // The new top must be writable: the check that makes ENTER restartable. Intel SDM vol. 2, ENTER.
        pointer = Stack.Merge(s, pointer, pointer - size);
        if (!Mem.Linear(s, 2, pointer & s->StackMask, TW.Bytes, write: true, out uint linear) || !Mem.ProbeWrite(s, linear, TW.Bytes))
        {
            return false;
        }

        Reg.Set<TW>(s, 4 * Reg.Ebp, frame);
        s->Gpr[Reg.Esp] = pointer;
        return true;
    }

    private static bool Leave<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint pointer = Stack.Merge(s, s->Gpr[Reg.Esp], s->Gpr[Reg.Ebp]);
        if (!Stack.PopAt<TW>(s, ref pointer, out uint value))
        {
            return false;
        }

        s->Gpr[Reg.Esp] = pointer;
        Reg.Set<TW>(s, 4 * Reg.Ebp, value);
        return true;
    }
}
