namespace Xemu.Cpu.X86;

/// <summary>Enters interrupt and exception handlers through the IVT or the IDT. Intel SDM vol. 3, 6.12 and 20.3.</summary>
internal static unsafe class Interrupts
{
    /// <summary>Enters a handler. False: a fault is recorded and nothing was committed (but see task switches).</summary>
    public static bool Enter(CpuState* s, int vector, InterruptKind kind, uint returnEip, bool hasError, uint error)
    {
        s->SuppressTrap = 1;
        if (vector == Fault.DB)
        {
            s->Dr[7] &= ~0x2000u;
        }

        return (s->Cr0 & Cr.Pe) == 0 ? EnterReal(s, vector, returnEip) : EnterProtected(s, vector, kind, returnEip, hasError, error);
    }

    /// <summary>Through the vector table of real mode, also for redirected VM86 interrupts.</summary>
    public static bool EnterTable(CpuState* s, uint table, int vector, uint returnEip, uint flags, uint clear)
    {
        bool user = s->Cpl == 3;
        uint entry = 0;
        if (!MemSlow.ReadAs(s, table + (4 * (uint)vector), (byte*)&entry, 4, user))
        {
            return false;
        }

        StackFrame stack = StackFrame.Current(s);
        if (!stack.Push(s, wide: false, flags) || !stack.Push(s, wide: false, s->Cs.Selector) || !stack.Push(s, wide: false, returnEip))
        {
            return false;
        }

        s->Gpr[Reg.Esp] = stack.Pointer;
        SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, entry >> 16);
        s->Eip = entry & 0xFFFF;
        Events.SetRest(s, s->EflagsRest & ~clear);
        Events.UpdateMode(s);
        return true;
    }

    private static bool EnterReal(CpuState* s, int vector, uint returnEip)
    {
        if ((4 * (uint)vector) + 3 > s->IdtLimit)
        {
            return Fault.Raise(s, Fault.GP, 0);
        }

        return EnterTable(s, s->IdtBase, vector, returnEip, Flags.GetEflags(s), Efl.If | Efl.Tf | Efl.Ac | Efl.Rf);
    }

    private static bool EnterProtected(CpuState* s, int vector, InterruptKind kind, uint returnEip, bool hasError, uint error)
    {
        uint vectorError = (8 * (uint)vector) | 2 | s->Ext;
        if ((8 * (uint)vector) + 7 > s->IdtLimit)
        {
            return Fault.GeneralProtection(s, vectorError);
        }

        if (!SysMem.Read64(s, s->IdtBase + (8 * (uint)vector), out ulong raw))
        {
            return false;
        }

        var gate = new Descriptor(raw);
        bool known = gate.IsSystem
            && gate.Type is Descriptor.TaskGate or Descriptor.Interrupt16 or Descriptor.Trap16 or Descriptor.Interrupt32 or Descriptor.Trap32;
        bool software = kind is InterruptKind.Software or InterruptKind.SoftwareTrap;
        if (!known || (software && gate.Dpl < s->Cpl))
        {
            return Fault.GeneralProtection(s, vectorError);
        }

        if (!gate.IsPresent)
        {
            return Fault.NotPresent(s, vectorError);
        }

        return gate.Type == Descriptor.TaskGate
            ? TaskSwitch.ThroughInterruptGate(s, gate.GateSelector, returnEip, Image(s, kind), hasError, error)
            : EnterGate(s, gate, kind, returnEip, hasError, error);
    }

    private static uint Image(CpuState* s, InterruptKind kind) => Flags.GetEflags(s) | (kind == InterruptKind.Fault ? Efl.Rf : 0);

    private static bool EnterGate(CpuState* s, Descriptor gate, InterruptKind kind, uint returnEip, bool hasError, uint error)
    {
        uint selector = gate.GateSelector;
        if ((selector & 0xFFFC) == 0)
        {
            return Fault.GeneralProtection(s, s->Ext);
        }

        if (!Descriptors.Read(s, selector, Fault.GP, out Descriptor code))
        {
            return false;
        }

        if (!code.IsCode || code.Dpl > s->Cpl)
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        if (!code.IsPresent)
        {
            return Descriptors.Fail(s, Fault.NP, selector);
        }

        bool fromV86 = (s->EflagsRest & Efl.Vm) != 0;
        bool inner = !code.IsConforming && code.Dpl < s->Cpl;
        if (fromV86 && (!inner || code.Dpl != 0))
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        uint cpl = inner ? code.Dpl : s->Cpl;
        bool wide = gate.IsWideGate;
        StackFrame stack = StackFrame.Current(s);
        stack.Error = s->Ext;
        if (inner && !Tss.InnerStack(s, cpl, ref stack))
        {
            return false;
        }

        if (!PushFrame(s, ref stack, wide, inner, fromV86, returnEip, Image(s, kind), hasError, error))
        {
            return false;
        }

        if (gate.GateOffset > code.Limit)
        {
            return Fault.GeneralProtection(s, s->Ext);
        }

        if (!Descriptors.MarkAccessed(s, selector, code))
        {
            return false;
        }

        Commit(s, gate, code, stack, inner, fromV86, cpl);
        return true;
    }

    private static bool PushFrame(
        CpuState* s, ref StackFrame stack, bool wide, bool inner, bool fromV86, uint returnEip, uint image, bool hasError, uint error)
    {
        uint items = 3u + (inner ? 2u : 0) + (fromV86 ? 4u : 0) + (hasError ? 1u : 0);
        if (!stack.HasRoom(s, items * (wide ? 4u : 2u)))
        {
            return false;
        }

        if (fromV86 && !(stack.Push(s, wide, s->Gs.Selector) && stack.Push(s, wide, s->Fs.Selector)
            && stack.Push(s, wide, s->Ds.Selector) && stack.Push(s, wide, s->Es.Selector)))
        {
            return false;
        }

        if (inner && !(stack.Push(s, wide, s->Ss.Selector) && stack.Push(s, wide, s->Gpr[Reg.Esp])))
        {
            return false;
        }

        return stack.Push(s, wide, image) && stack.Push(s, wide, s->Cs.Selector) && stack.Push(s, wide, returnEip)
            && (!hasError || stack.Push(s, wide, error));
    }

    private static void Commit(CpuState* s, Descriptor gate, Descriptor code, in StackFrame stack, bool inner, bool fromV86, uint cpl)
    {
        uint clear = Efl.Tf | Efl.Nt | Efl.Vm | Efl.Rf;
        if (gate.Type is Descriptor.Interrupt16 or Descriptor.Interrupt32)
        {
            clear |= Efl.If;
        }

        s->EflagsRest &= ~clear;
        if (inner)
        {
            stack.Commit(s);
        }
        else
        {
            s->Gpr[Reg.Esp] = stack.Pointer;
        }

        if (fromV86)
        {
            SegmentLoad.SetNull(&s->Es, 0);
            SegmentLoad.SetNull(&s->Ds, 0);
            SegmentLoad.SetNull(&s->Fs, 0);
            SegmentLoad.SetNull(&s->Gs, 0);
        }

        SegmentLoad.CommitCode(s, gate.GateSelector, code, cpl);
        s->Eip = gate.GateOffset;
        Events.Update(s);
    }
}
