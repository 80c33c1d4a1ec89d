using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>IRET in all its forms. Intel SDM vol. 2, IRET/IRETD.</summary>
internal static unsafe class Iret
{
    private const uint Low = 0xFFFF;

    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.Iretw, &Run<W16>);
        t.AddEnd(Code.Iretd, &Run<W32>);
    }

    /// <summary>The bits of EFLAGS that an image may change at a privilege level.</summary>
    public static uint Changeable(CpuState* s, bool wide)
    {
        uint mask = Efl.Arithmetic | Efl.Tf | Efl.Df | Efl.Nt | (wide ? Efl.Rf | Efl.Ac | Efl.Id : 0);
        if (s->Cpl <= (s->EflagsRest & Efl.Iopl) >> 12)
        {
            mask |= Efl.If;
        }

        if (s->Cpl == 0)
        {
            mask |= Efl.Iopl | (wide ? Efl.Vif | Efl.Vip : 0);
        }

        return mask;
    }

    /// <summary>Loads the bits of a mask from an image.</summary>
    public static void SetFlags(CpuState* s, uint image, uint mask)
    {
        uint eflags = (Flags.GetEflags(s) & ~mask) | (image & mask);
        Flags.SetArithmetic(s, eflags);
        s->RfLoaded = (eflags & Efl.Rf) != 0 ? 1 : 0;
        Events.SetRest(s, eflags);
    }

    private static bool Run<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        bool wide = TW.Bits == 32;
        bool done = (s->Cr0 & Cr.Pe) == 0 ? Real(s, wide)
            : (s->EflagsRest & Efl.Vm) != 0 ? V86(s, wide)
            : (s->EflagsRest & Efl.Nt) != 0 ? TaskSwitch.Return(s, op->NextEip)
            : Protected(s, wide);
        if (done)
        {
            s->NmiBlocked = 0;
            Events.Update(s);
        }

        return false;
    }

    private static bool Pop(CpuState* s, bool wide, out uint pointer, out uint eip, out uint cs, out uint image)
    {
        pointer = s->Gpr[Reg.Esp];
        cs = 0;
        image = 0;
        bool popped = Stack.PopAt(s, wide, ref pointer, out eip) && Stack.PopAt(s, wide, ref pointer, out cs)
            && Stack.PopAt(s, wide, ref pointer, out image);
        cs &= Low;
        return popped;
    }

    private static bool Real(CpuState* s, bool wide)
    {
        if (!Pop(s, wide, out uint pointer, out uint eip, out uint cs, out uint image))
        {
            return false;
        }

        if (eip > s->Cs.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        s->Gpr[Reg.Esp] = pointer;
        SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, cs);
        s->Eip = eip;
        SetFlags(s, image, Changeable(s, wide) & ~(Efl.Vif | Efl.Vip));
        Events.UpdateMode(s);
        return true;
    }

    private static bool V86(CpuState* s, bool wide)
    {
        bool trusted = (s->EflagsRest & Efl.Iopl) == Efl.Iopl;
        bool extended = !wide && (s->Cr4 & Cr.Vme) != 0;
        if (!trusted && !extended)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!Pop(s, wide, out uint pointer, out uint eip, out uint cs, out uint image))
        {
            return false;
        }

        if (eip > s->Cs.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        uint mask = Changeable(s, wide) & ~(Efl.Vif | Efl.Vip);
        if (!trusted)
        {
            if (((image & Efl.If) != 0 && (s->EflagsRest & Efl.Vip) != 0) || (image & Efl.Tf) != 0)
            {
                return Fault.GeneralProtection(s, 0);
            }

            image = (image & ~Efl.Vif) | ((image & Efl.If) << 10);
            mask = (mask & ~Efl.If) | Efl.Vif;
        }

        s->Gpr[Reg.Esp] = pointer;
        SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, cs);
        s->Eip = eip;
        SetFlags(s, image, mask);
        Events.UpdateMode(s);
        return true;
    }

    private static bool Protected(CpuState* s, bool wide)
    {
        if (!Pop(s, wide, out uint pointer, out uint eip, out uint cs, out uint image))
        {
            return false;
        }

        if (wide && (image & Efl.Vm) != 0 && s->Cpl == 0)
        {
            return ToV86(s, pointer, eip, cs, image);
        }

        if (!Returns.CheckCode(s, cs, eip, out Descriptor d))
        {
            return false;
        }

        uint mask = Changeable(s, wide);
        if ((cs & 3) == s->Cpl)
        {
            s->Gpr[Reg.Esp] = pointer;
            SegmentLoad.CommitCode(s, cs, d, cs & 3);
            s->Eip = eip;
        }
        else if (!Returns.ToOuter(s, wide, pointer, cs, d, eip, 0))
        {
            return false;
        }

        SetFlags(s, image, mask);
        return true;
    }

    private static bool ToV86(CpuState* s, uint pointer, uint eip, uint cs, uint image)
    {
        uint* values = stackalloc uint[6];
        for (int i = 0; i < 6; i++)
        {
            if (!Stack.PopAt<W32>(s, ref pointer, out values[i]))
            {
                return false;
            }
        }

        Flags.SetArithmetic(s, image);
        s->RfLoaded = (image & Efl.Rf) != 0 ? 1 : 0;
        s->EflagsRest = (image & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
        s->Cpl = 3;
        SegmentLoad.SetParagraph(s, SegmentLoad.CsNumber, cs);
        SegmentLoad.SetParagraph(s, SegmentLoad.SsNumber, values[1] & Low);
        SegmentLoad.SetParagraph(s, 0, values[2] & Low);
        SegmentLoad.SetParagraph(s, 3, values[3] & Low);
        SegmentLoad.SetParagraph(s, 4, values[4] & Low);
        SegmentLoad.SetParagraph(s, 5, values[5] & Low);
        s->Gpr[Reg.Esp] = values[0];
        s->Eip = eip & Low;
        Events.UpdateMode(s);
        Events.Update(s);
        return true;
    }
}
