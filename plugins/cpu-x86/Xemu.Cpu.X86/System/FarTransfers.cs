using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Far JMP, CALL and RET. Intel SDM vol. 3, 5.8.</summary>
internal static unsafe class FarTransfers
{
    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.Jmp_ptr1616, &JmpPointer);
        t.AddEnd(Code.Jmp_ptr1632, &JmpPointer);
        t.AddEnd(Code.Jmp_m1616, &OpBuilder.InvalidOpcode, &JmpMemory<W16>);
        t.AddEnd(Code.Jmp_m1632, &OpBuilder.InvalidOpcode, &JmpMemory<W32>);
        t.AddEnd(Code.Call_ptr1616, &CallPointer<W16>);
        t.AddEnd(Code.Call_ptr1632, &CallPointer<W32>);
        t.AddEnd(Code.Call_m1616, &OpBuilder.InvalidOpcode, &CallMemory<W16>);
        t.AddEnd(Code.Call_m1632, &OpBuilder.InvalidOpcode, &CallMemory<W32>);
        t.AddEnd(Code.Retfw, &Ret<W16>);
        t.AddEnd(Code.Retfd, &Ret<W32>);
        t.AddEnd(Code.Retfw_imm16, &Ret<W16>);
        t.AddEnd(Code.Retfd_imm16, &Ret<W32>);
    }

    /// <summary>Reads an offset and a selector behind it.</summary>
    public static bool ReadPointer<TW>(CpuState* s, Op* op, out uint offset, out uint selector)
        where TW : struct, IWidth
    {
        offset = 0;
        selector = 0;
        return Mem.Address(s, op, TW.Bytes + 2, write: false, out uint linear)
            && Mem.Read<TW>(s, linear, out offset) && Mem.Read<W16>(s, linear + TW.Bytes, out selector);
    }

    private static bool JmpPointer(CpuState* s, Op* op) => Jump(s, op, op->Imm2, op->Imm);

    private static bool JmpMemory<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => ReadPointer<TW>(s, op, out uint offset, out uint selector) && Jump(s, op, selector, offset);

    private static bool CallPointer<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Call(s, op, op->Imm2, op->Imm, TW.Bits == 32);

    private static bool CallMemory<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => ReadPointer<TW>(s, op, out uint offset, out uint selector) && Call(s, op, selector, offset, TW.Bits == 32);

    private static bool Jump(CpuState* s, Op* op, uint selector, uint offset)
    {
        if (SegmentLoad.IsParagraphs(s))
        {
            if (offset > s->Cs.Limit)
            {
                return Fault.GeneralProtection(s, 0);
            }

            SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, selector);
            s->Eip = offset;
            Events.UpdateMode(s);
            return false;
        }

        if (!Target(s, selector, out Descriptor d))
        {
            return false;
        }

        if (!d.IsSystem)
        {
            return CheckDirect(s, selector, d) && Enter(s, selector, d, offset, s->Cpl);
        }

        if (!CheckGate(s, selector, d))
        {
            return false;
        }

        switch (d.Type)
        {
            case Descriptor.Tss16 or Descriptor.Tss32:
                TaskSwitch.ThroughFarTransfer(s, selector, call: false, op->NextEip);
                return false;
            case Descriptor.TaskGate:
                TaskSwitch.ThroughFarTransfer(s, d.GateSelector, call: false, op->NextEip);
                return false;
            default:
                return GateTarget(s, d, out Descriptor code, allowInner: false) && Enter(s, d.GateSelector, code, d.GateOffset, s->Cpl);
        }
    }

    private static bool Call(CpuState* s, Op* op, uint selector, uint offset, bool wide)
    {
        StackFrame stack = StackFrame.Current(s);
        if (SegmentLoad.IsParagraphs(s))
        {
            if (offset > s->Cs.Limit)
            {
                return Fault.GeneralProtection(s, 0);
            }

            if (!stack.Push(s, wide, s->Cs.Selector) || !stack.Push(s, wide, op->NextEip))
            {
                return false;
            }

            s->Gpr[Reg.Esp] = stack.Pointer;
            SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, selector);
            s->Eip = offset;
            Events.UpdateMode(s);
            return false;
        }

        if (!Target(s, selector, out Descriptor d))
        {
            return false;
        }

        if (!d.IsSystem)
        {
            if (!CheckDirect(s, selector, d) || !stack.Push(s, wide, s->Cs.Selector) || !stack.Push(s, wide, op->NextEip))
            {
                return false;
            }

            return EnterWith(s, selector, d, offset, s->Cpl, stack, inner: false);
        }

        if (!CheckGate(s, selector, d))
        {
            return false;
        }

        switch (d.Type)
        {
            case Descriptor.Tss16 or Descriptor.Tss32:
                TaskSwitch.ThroughFarTransfer(s, selector, call: true, op->NextEip);
                return false;
            case Descriptor.TaskGate:
                TaskSwitch.ThroughFarTransfer(s, d.GateSelector, call: true, op->NextEip);
                return false;
            default:
                return CallGate(s, op, d, stack);
        }
    }

    private static bool CallGate(CpuState* s, Op* op, Descriptor gate, StackFrame stack)
    {
        if (!GateTarget(s, gate, out Descriptor code, allowInner: true))
        {
            return false;
        }

        bool wide = gate.IsWideGate;
        bool inner = !code.IsConforming && code.Dpl < s->Cpl;
        uint cpl = inner ? code.Dpl : s->Cpl;
        if (inner)
        {
            uint parameters = gate.GateParameters;
            uint* copied = stackalloc uint[32];
            uint from = s->Gpr[Reg.Esp];
            for (uint i = 0; i < parameters; i++)
            {
                if (!Stack.PopAt(s, wide, ref from, out copied[i]))
                {
                    return false;
                }
            }

            if (!Tss.InnerStack(s, cpl, ref stack) || !stack.HasRoom(s, (4 + parameters) * (wide ? 4u : 2u))
                || !stack.Push(s, wide, s->Ss.Selector) || !stack.Push(s, wide, s->Gpr[Reg.Esp]))
            {
                return false;
            }

            for (uint i = parameters; i > 0; i--)
            {
                if (!stack.Push(s, wide, copied[i - 1]))
                {
                    return false;
                }
            }
        }

        if (!stack.Push(s, wide, s->Cs.Selector) || !stack.Push(s, wide, op->NextEip))
        {
            return false;
        }

        return EnterWith(s, gate.GateSelector, code, gate.GateOffset, cpl, stack, inner);
    }

    /// <summary>Reads the descriptor that a far transfer names.</summary>
    private static bool Target(CpuState* s, uint selector, out Descriptor d)
    {
        d = default;
        return (selector & 0xFFFC) == 0 ? Fault.GeneralProtection(s, 0) : Descriptors.Read(s, selector, Fault.GP, out d);
    }

    private static bool CheckDirect(CpuState* s, uint selector, Descriptor d)
    {
        bool allowed = d.IsCode && (d.IsConforming ? d.Dpl <= s->Cpl : (selector & 3) <= s->Cpl && d.Dpl == s->Cpl);
        if (!allowed)
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        return d.IsPresent || Descriptors.Fail(s, Fault.NP, selector);
    }

    private static bool CheckGate(CpuState* s, uint selector, Descriptor d)
    {
        bool known = d.Type is Descriptor.Tss16 or Descriptor.Tss32 or Descriptor.TaskGate or Descriptor.CallGate16 or Descriptor.CallGate32;
        if (!known || d.Dpl < s->Cpl || d.Dpl < (selector & 3))
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        return d.IsPresent || Descriptors.Fail(s, Fault.NP, selector);
    }

    private static bool GateTarget(CpuState* s, Descriptor gate, out Descriptor code, bool allowInner)
    {
        uint selector = gate.GateSelector;
        if (!Target(s, selector, out code))
        {
            return false;
        }

        bool allowed = code.IsCode
            && (code.IsConforming || allowInner ? code.Dpl <= s->Cpl : code.Dpl == s->Cpl);
        if (!allowed)
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        return code.IsPresent || Descriptors.Fail(s, Fault.NP, selector);
    }

    private static bool Enter(CpuState* s, uint selector, Descriptor d, uint offset, uint cpl)
    {
        if (offset > d.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (Descriptors.MarkAccessed(s, selector, d))
        {
            SegmentLoad.CommitCode(s, selector, d, cpl);
            s->Eip = offset;
        }

        return false;
    }

    private static bool EnterWith(CpuState* s, uint selector, Descriptor d, uint offset, uint cpl, in StackFrame stack, bool inner)
    {
        if (offset > d.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!Descriptors.MarkAccessed(s, selector, d))
        {
            return false;
        }

        if (inner)
        {
            stack.Commit(s);
        }
        else
        {
            s->Gpr[Reg.Esp] = stack.Pointer;
        }

        SegmentLoad.CommitCode(s, selector, d, cpl);
        s->Eip = offset;
        return false;
    }

    private static bool Ret<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint pointer = s->Gpr[Reg.Esp];
        if (!Stack.PopAt<TW>(s, ref pointer, out uint offset) || !Stack.PopAt<TW>(s, ref pointer, out uint selector))
        {
            return false;
        }

        selector &= 0xFFFF;
        if (SegmentLoad.IsParagraphs(s))
        {
            if (offset > s->Cs.Limit)
            {
                return Fault.GeneralProtection(s, 0);
            }

            s->Gpr[Reg.Esp] = Stack.Merge(s, pointer, pointer + op->Imm);
            SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, selector);
            s->Eip = offset;
            Events.UpdateMode(s);
            return false;
        }

        if (!Returns.CheckCode(s, selector, offset, out Descriptor d))
        {
            return false;
        }

        uint level = selector & 3;
        pointer = Stack.Merge(s, pointer, pointer + op->Imm);
        if (level == s->Cpl)
        {
            s->Gpr[Reg.Esp] = pointer;
            SegmentLoad.CommitCode(s, selector, d, level);
            s->Eip = offset;
            return false;
        }

        Returns.ToOuter(s, TW.Bits == 32, pointer, selector, d, offset, op->Imm);
        return false;
    }
}
