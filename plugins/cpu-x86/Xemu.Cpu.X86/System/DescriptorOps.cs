using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>LGDT LIDT SGDT SIDT LLDT SLDT LTR STR LAR LSL VERR VERW ARPL.</summary>
internal static unsafe class DescriptorOps
{
    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.Lgdt_m1632_16, &OpBuilder.InvalidOpcode, &Lgdt<W16>);
        t.AddEnd(Code.Lgdt_m1632, &OpBuilder.InvalidOpcode, &Lgdt<W32>);
        t.AddEnd(Code.Lidt_m1632_16, &OpBuilder.InvalidOpcode, &Lidt<W16>);
        t.AddEnd(Code.Lidt_m1632, &OpBuilder.InvalidOpcode, &Lidt<W32>);
        t.Add(Code.Sgdt_m1632_16, &OpBuilder.InvalidOpcode, &Sgdt);
        t.Add(Code.Sgdt_m1632, &OpBuilder.InvalidOpcode, &Sgdt);
        t.Add(Code.Sidt_m1632_16, &OpBuilder.InvalidOpcode, &Sidt);
        t.Add(Code.Sidt_m1632, &OpBuilder.InvalidOpcode, &Sidt);
        t.AddEnd(Code.Lldt_rm16, &LldtReg, &LldtMem);
        t.AddEnd(Code.Lldt_r32m16, &LldtReg, &LldtMem);
        t.AddEnd(Code.Ltr_rm16, &LtrReg, &LtrMem);
        t.AddEnd(Code.Ltr_r32m16, &LtrReg, &LtrMem);
        t.Add(Code.Sldt_rm16, &SldtReg<W16>, &SldtMem);
        t.Add(Code.Sldt_r32m16, &SldtReg<W32>, &SldtMem);
        t.Add(Code.Str_rm16, &StrReg<W16>, &StrMem);
        t.Add(Code.Str_r32m16, &StrReg<W32>, &StrMem);
        t.Add(Code.Lar_r16_rm16, &LarReg<W16>, &LarMem<W16>);
        t.Add(Code.Lar_r32_r32m16, &LarReg<W32>, &LarMem<W32>);
        t.Add(Code.Lsl_r16_rm16, &LslReg<W16>, &LslMem<W16>);
        t.Add(Code.Lsl_r32_r32m16, &LslReg<W32>, &LslMem<W32>);
        t.Add(Code.Verr_rm16, &VerrReg, &VerrMem);
        t.Add(Code.Verr_r32m16, &VerrReg, &VerrMem);
        t.Add(Code.Verw_rm16, &VerwReg, &VerwMem);
        t.Add(Code.Verw_r32m16, &VerwReg, &VerwMem);
        t.Add(Code.Arpl_rm16_r16, &ArplReg, &ArplMem);
        t.Add(Code.Arpl_r32m16_r32, &ArplReg, &ArplMem);
    }

    private static bool IsProtected(CpuState* s) => !SegmentLoad.IsParagraphs(s) || Fault.InvalidOpcode(s);

    private static bool ReadTable<TW>(CpuState* s, Op* op, out uint limit, out uint address)
        where TW : struct, IWidth
    {
        limit = 0;
        address = 0;
        bool read = ControlRegisters.Privileged(s) && Mem.Address(s, op, 6, write: false, out uint linear)
            && Mem.Read<W16>(s, linear, out limit) && Mem.Read<W32>(s, linear + 2, out address);
        address &= TW.Bits == 16 ? 0xFF_FFFF : 0xFFFF_FFFF;
        return read;
    }

    private static bool Lgdt<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!ReadTable<TW>(s, op, out uint limit, out uint address))
        {
            return false;
        }

        s->GdtLimit = limit;
        s->GdtBase = address;
        return Flow.FallThrough(s, op);
    }

    private static bool Lidt<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!ReadTable<TW>(s, op, out uint limit, out uint address))
        {
            return false;
        }

        s->IdtLimit = limit;
        s->IdtBase = address;
        return Flow.FallThrough(s, op);
    }

    private static bool Sgdt(CpuState* s, Op* op) => StoreTable(s, op, s->GdtLimit, s->GdtBase);

    private static bool Sidt(CpuState* s, Op* op) => StoreTable(s, op, s->IdtLimit, s->IdtBase);

    /// <summary>All 32 bits of the base are stored in either operand size, as parts after the 286 do.</summary>
    private static bool StoreTable(CpuState* s, Op* op, uint limit, uint address)
    {
        ulong image = limit | ((ulong)address << 16);
        return Mem.Address(s, op, 6, write: true, out uint linear) && Mem.WriteBytes(s, linear, (byte*)&image, 6);
    }

    private static bool LldtReg(CpuState* s, Op* op) => IsProtected(s) && ControlRegisters.Privileged(s) && Lldt(s, op, Reg.Get<W16>(s, op->R0));

    private static bool LldtMem(CpuState* s, Op* op) =>
        IsProtected(s) && ControlRegisters.Privileged(s) && Mem.ReadOperand<W16>(s, op, out uint selector) && Lldt(s, op, selector);

    private static bool Lldt(CpuState* s, Op* op, uint selector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            SegmentLoad.SetNull(&s->Ldt, selector);
            return Flow.FallThrough(s, op);
        }

        if (!ReadSystem(s, selector, out Descriptor d))
        {
            return false;
        }

        if (!d.IsSystem || d.Type != Descriptor.LdtType)
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        if (!d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.NP, selector);
        }

        d.Fill(ref s->Ldt, selector);
        return Flow.FallThrough(s, op);
    }

    private static bool LtrReg(CpuState* s, Op* op) => IsProtected(s) && ControlRegisters.Privileged(s) && Ltr(s, op, Reg.Get<W16>(s, op->R0));

    private static bool LtrMem(CpuState* s, Op* op) =>
        IsProtected(s) && ControlRegisters.Privileged(s) && Mem.ReadOperand<W16>(s, op, out uint selector) && Ltr(s, op, selector);

    private static bool Ltr(CpuState* s, Op* op, uint selector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!ReadSystem(s, selector, out Descriptor d))
        {
            return false;
        }

        if (!d.IsSystem || d.Type is not (Descriptor.Tss16 or Descriptor.Tss32))
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        if (!d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.NP, selector);
        }

        if (!Descriptors.SetBusy(s, selector, busy: true))
        {
            return false;
        }

        d.Fill(ref s->Tr, selector);
        s->Tr.Attributes |= 2;
        return Flow.FallThrough(s, op);
    }

    private static bool ReadSystem(CpuState* s, uint selector, out Descriptor d)
    {
        d = default;
        return (selector & 4) != 0 ? Descriptors.Fail(s, Fault.GP, selector) : Descriptors.Read(s, selector, Fault.GP, out d);
    }

    private static bool SldtReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!IsProtected(s))
        {
            return false;
        }

        Reg.Set<TW>(s, op->R0, s->Ldt.Selector);
        return true;
    }

    private static bool SldtMem(CpuState* s, Op* op) => IsProtected(s) && Mem.WriteOperand<W16>(s, op, s->Ldt.Selector);

    private static bool StrReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!IsProtected(s))
        {
            return false;
        }

        Reg.Set<TW>(s, op->R0, s->Tr.Selector);
        return true;
    }

    private static bool StrMem(CpuState* s, Op* op) => IsProtected(s) && Mem.WriteOperand<W16>(s, op, s->Tr.Selector);

    private static bool LarReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => IsProtected(s) && Lar<TW>(s, op, Reg.Get<W16>(s, op->R1));

    private static bool LarMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => IsProtected(s) && Mem.ReadOperand<W16>(s, op, out uint selector) && Lar<TW>(s, op, selector);

    private static bool Lar<TW>(CpuState* s, Op* op, uint selector)
        where TW : struct, IWidth
    {
        const uint SystemTypes = 0x1A3E;
        if (!Visible(s, selector, SystemTypes, out Descriptor d, out bool visible))
        {
            return false;
        }

        if (visible)
        {
            Reg.Set<TW>(s, op->R0, d.High & (TW.Bits == 16 ? 0xFF00u : 0x00FF_FF00));
        }

        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Efl.Zf) | (visible ? Efl.Zf : 0));
        return true;
    }

    private static bool LslReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => IsProtected(s) && Lsl<TW>(s, op, Reg.Get<W16>(s, op->R1));

    private static bool LslMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => IsProtected(s) && Mem.ReadOperand<W16>(s, op, out uint selector) && Lsl<TW>(s, op, selector);

    private static bool Lsl<TW>(CpuState* s, Op* op, uint selector)
        where TW : struct, IWidth
    {
        const uint SystemTypes = 0x0A0E;
        if (!Visible(s, selector, SystemTypes, out Descriptor d, out bool visible))
        {
            return false;
        }

        if (visible)
        {
            Reg.Set<TW>(s, op->R0, d.Limit);
        }

        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Efl.Zf) | (visible ? Efl.Zf : 0));
        return true;
    }

    /// <summary>The checks of LAR and LSL: a bit for each system type that counts. False only for a page fault.</summary>
    private static bool Visible(CpuState* s, uint selector, uint systemTypes, out Descriptor d, out bool visible)
    {
        visible = false;
        d = default;
        if ((selector & 0xFFFC) == 0)
        {
            return true;
        }

        if (!Descriptors.TryRead(s, selector, out d, out bool outside))
        {
            return outside;
        }

        bool typed = !d.IsSystem || (systemTypes & (1u << (int)d.Type)) != 0;
        visible = typed && (d.IsConforming || (d.Dpl >= s->Cpl && d.Dpl >= (selector & 3)));
        return true;
    }

    private static bool VerrReg(CpuState* s, Op* op) => IsProtected(s) && Verify(s, Reg.Get<W16>(s, op->R0), write: false);

    private static bool VerrMem(CpuState* s, Op* op) =>
        IsProtected(s) && Mem.ReadOperand<W16>(s, op, out uint selector) && Verify(s, selector, write: false);

    private static bool VerwReg(CpuState* s, Op* op) => IsProtected(s) && Verify(s, Reg.Get<W16>(s, op->R0), write: true);

    private static bool VerwMem(CpuState* s, Op* op) =>
        IsProtected(s) && Mem.ReadOperand<W16>(s, op, out uint selector) && Verify(s, selector, write: true);

    private static bool Verify(CpuState* s, uint selector, bool write)
    {
        if (!Visible(s, selector, 0, out Descriptor d, out bool visible))
        {
            return false;
        }

        bool fits = visible && (write ? !d.IsCode && d.IsWritableData : d.IsReadable);
        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Efl.Zf) | (fits ? Efl.Zf : 0));
        return true;
    }

    private static bool ArplReg(CpuState* s, Op* op)
    {
        if (!IsProtected(s))
        {
            return false;
        }

        uint destination = Reg.Get<W16>(s, op->R0);
        bool raise = (destination & 3) < (Reg.Get<W16>(s, op->R1) & 3u);
        if (raise)
        {
            Reg.Set<W16>(s, op->R0, (destination & ~3u) | (Reg.Get<W16>(s, op->R1) & 3));
        }

        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Efl.Zf) | (raise ? Efl.Zf : 0));
        return true;
    }

    private static bool ArplMem(CpuState* s, Op* op)
    {
        if (!IsProtected(s))
        {
            return false;
        }

        // Memory is written only when it changes: a read-only segment is fine until then (test386.asm, POST 17).
        if (!Mem.ReadOperand<W16>(s, op, out uint destination))
        {
            return false;
        }

        uint rpl = Reg.Get<W16>(s, op->R1) & 3;
        bool raise = (destination & 3) < rpl;
        if (raise && !Mem.WriteOperand<W16>(s, op, (destination & ~3u) | rpl))
        {
            return false;
        }

        Flags.SetArithmetic(s, (Flags.GetArithmetic(s) & ~Efl.Zf) | (raise ? Efl.Zf : 0));
        return true;
    }
}
