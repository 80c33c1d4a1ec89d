namespace Xemu.Cpu.X86;

/// <summary>Hardware task switches. Intel SDM vol. 3, 7.3.</summary>
internal static unsafe class TaskSwitch
{
    /// <summary>How a switch was asked for.</summary>
    public enum Source
    {
        Jump,
        Call,
        Return,
    }

    /// <summary>A task gate in the IDT.</summary>
    public static bool ThroughInterruptGate(CpuState* s, uint selector, uint returnEip, uint image, bool hasError, uint error)
    {
        if (!CheckTarget(s, selector, busy: false, Fault.GP, out Descriptor d))
        {
            return false;
        }

        if (!Switch(s, selector, d, Source.Call, returnEip, image))
        {
            return false;
        }

        if (hasError)
        {
            StackFrame stack = StackFrame.Current(s);
            if (!stack.Push(s, (d.Type & 8) != 0, error))
            {
                s->FaultKeepsEip = 1;
                return false;
            }

            s->Gpr[Reg.Esp] = stack.Pointer;
        }

        return true;
    }

    /// <summary>JMP or CALL to a TSS or task gate.</summary>
    public static bool ThroughFarTransfer(CpuState* s, uint selector, bool call, uint returnEip) =>
        CheckTarget(s, selector, busy: false, Fault.GP, out Descriptor d)
        && Switch(s, selector, d, call ? Source.Call : Source.Jump, returnEip, Flags.GetEflags(s));

    /// <summary>IRET with NT set.</summary>
    public static bool Return(CpuState* s, uint returnEip)
    {
        if (!SysMem.Read16(s, s->Tr.Base, out uint selector))
        {
            return false;
        }

        return CheckTarget(s, selector, busy: true, Fault.TS, out Descriptor d)
            && Switch(s, selector, d, Source.Return, returnEip, Flags.GetEflags(s) & ~Efl.Nt);
    }

    private static bool CheckTarget(CpuState* s, uint selector, bool busy, int vector, out Descriptor d)
    {
        d = default;
        if ((selector & 4) != 0 || (selector & 0xFFFC) == 0)
        {
            return Descriptors.Fail(s, vector, selector);
        }

        if (!Descriptors.Read(s, selector, vector, out d))
        {
            return false;
        }

        uint wanted = busy ? 3u : 1u;
        if (!d.IsSystem || (d.Type & 7) != wanted)
        {
            return Descriptors.Fail(s, vector, selector);
        }

        return d.IsPresent || Descriptors.Fail(s, Fault.NP, selector);
    }

    private static bool Switch(CpuState* s, uint selector, Descriptor d, Source source, uint returnEip, uint image)
    {
        bool wide = (d.Type & 8) != 0;
        uint size = wide ? 104u : 44u;
        if (d.Limit < size - 1)
        {
            return Descriptors.Fail(s, Fault.TS, selector);
        }

        bool oldWide = Tss.IsWide(s);
        uint oldBase = s->Tr.Base;
        if (!SysMem.ProbeWrite(s, oldBase, oldWide ? 104u : 44u) || !SysMem.ProbeRead(s, d.Base, size)
            || !SysMem.ProbeWrite(s, d.Base, 2))
        {
            return false;
        }

        uint* fields = stackalloc uint[19];
        if (!ReadImage(s, d.Base, wide, fields))
        {
            return false;
        }

        if (source != Source.Call && !Descriptors.SetBusy(s, s->Tr.Selector, busy: false))
        {
            return false;
        }

        SaveImage(s, oldBase, oldWide, returnEip, image);
        if (source == Source.Call)
        {
            SysMem.Write16(s, d.Base, s->Tr.Selector);
            fields[TssField.Eflags] |= Efl.Nt;
        }

        if (source != Source.Return && !Descriptors.SetBusy(s, selector, busy: true))
        {
            return false;
        }

        d.Fill(ref s->Tr, selector);
        s->Tr.Attributes |= 2;
        s->Cr0 |= Cr.Ts;
        return LoadImage(s, d, wide, fields);
    }

    private static bool ReadImage(CpuState* s, uint address, bool wide, uint* fields)
    {
        for (uint i = 0; i < TssField.Count; i++)
        {
            uint at = TssField.Offset(i, wide);
            fields[i] = 0;
            bool narrow = !wide || i >= TssField.Es;
            if (at != 0 && !(narrow ? SysMem.Read16(s, address + at, out fields[i]) : SysMem.Read32(s, address + at, out fields[i])))
            {
                return false;
            }
        }

        fields[TssField.Trap] = 0;
        return !wide || SysMem.Read16(s, address + 100, out fields[TssField.Trap]);
    }

    private static void SaveImage(CpuState* s, uint address, bool wide, uint eip, uint eflags)
    {
        Save(s, address, wide, TssField.Eip, eip);
        Save(s, address, wide, TssField.Eflags, eflags);
        for (uint i = 0; i < 8; i++)
        {
            Save(s, address, wide, TssField.Eax + i, s->Gpr[i]);
        }

        for (uint i = 0; i < (wide ? 6u : 4u); i++)
        {
            uint at = TssField.Offset(TssField.Es + i, wide);
            SysMem.Write16(s, address + at, Reg.Seg(s, i)->Selector);
        }
    }

    private static void Save(CpuState* s, uint address, bool wide, uint field, uint value)
    {
        uint at = address + TssField.Offset(field, wide);
        if (wide)
        {
            SysMem.Write32(s, at, value);
        }
        else
        {
            SysMem.Write16(s, at, value);
        }
    }

    /// <summary>From here on everything happens in the new task: faults too.</summary>
    private static bool LoadImage(CpuState* s, Descriptor d, bool wide, uint* fields)
    {
        // SDM vol. 3, 7.3: after the commit the switch is completed without further segment checks, and the exception comes before
        // the new task's first instruction.
        bool mapped = !wide || (s->Cr0 & Cr.Pg) == 0 || fields[TssField.Cr3] == s->Cr3 || ControlRegisters.ReloadCr3(s, fields[TssField.Cr3]);

        s->Eip = fields[TssField.Eip];
        for (uint i = 0; i < 8; i++)
        {
            // From a 16-bit TSS the upper halves become ones: hardware as recorded by test386.asm (POST 22, 128 KiB image).
            s->Gpr[i] = wide ? fields[TssField.Eax + i] : 0xFFFF_0000 | fields[TssField.Eax + i];
        }

        uint eflags = fields[TssField.Eflags];
        Flags.SetArithmetic(s, eflags);
        Events.SetRest(s, eflags);
        s->SuppressTrap = 1;
        s->Dr[7] &= ~0x155u;
        DebugRegisters.Changed(s);
        bool loaded = LoadSegments(s, fields, mapped);
        if (!loaded)
        {
            s->FaultKeepsEip = 1;
        }
        else if (s->Eip > s->Cs.Limit)
        {
            s->FaultKeepsEip = 1;
            loaded = Fault.GeneralProtection(s, 0);
        }

        if (wide && (fields[TssField.Trap] & 1) != 0)
        {
            s->DebugHits |= 0x8000;
            s->Attention |= Attention.Debug;
        }

        return loaded;
    }

    /// <summary>Loads the selectors, and if the page tables could be loaded, the descriptors too.</summary>
    private static bool LoadSegments(CpuState* s, uint* fields, bool mapped)
    {
        bool v86 = (s->EflagsRest & Efl.Vm) != 0;
        s->Ext = 0;
        SegmentLoad.SetNull(&s->Ldt, fields[TssField.Ldt]);
        for (uint i = 0; i < 6; i++)
        {
            if (v86)
            {
                SegmentLoad.SetParagraph(s, i, fields[TssField.Es + i]);
            }
            else
            {
                SegmentLoad.SetNull(Reg.Seg(s, i), fields[TssField.Es + i]);
            }
        }

        s->Cpl = v86 ? 3 : fields[TssField.Es + SegmentLoad.CsNumber] & 3;
        s->StackMask = 0xFFFF;
        Events.UpdateMode(s);
        if (!mapped || !LoadLdt(s, fields[TssField.Ldt]))
        {
            return false;
        }

        if (v86)
        {
            return true;
        }

        return LoadCode(s, fields[TssField.Es + 1]) && SegmentLoad.LoadStack(s, fields[TssField.Es + 2], s->Cpl, Fault.TS)
            && SegmentLoad.LoadData(s, 3, fields[TssField.Es + 3], Fault.TS) && SegmentLoad.LoadData(s, 0, fields[TssField.Es], Fault.TS)
            && SegmentLoad.LoadData(s, 4, fields[TssField.Es + 4], Fault.TS) && SegmentLoad.LoadData(s, 5, fields[TssField.Es + 5], Fault.TS);
    }

    private static bool LoadLdt(CpuState* s, uint selector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return true;
        }

        if ((selector & 4) != 0)
        {
            return Descriptors.Fail(s, Fault.TS, selector);
        }

        if (!Descriptors.Read(s, selector, Fault.TS, out Descriptor d))
        {
            return false;
        }

        if (!d.IsSystem || d.Type != Descriptor.LdtType || !d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.TS, selector);
        }

        d.Fill(ref s->Ldt, selector);
        return true;
    }

    private static bool LoadCode(CpuState* s, uint selector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return Descriptors.Fail(s, Fault.TS, selector);
        }

        if (!Descriptors.Read(s, selector, Fault.TS, out Descriptor d))
        {
            return false;
        }

        bool fits = d.IsCode && (d.IsConforming ? d.Dpl <= (selector & 3) : d.Dpl == (selector & 3));
        if (!fits)
        {
            return Descriptors.Fail(s, Fault.TS, selector);
        }

        if (!d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.NP, selector);
        }

        if (!Descriptors.MarkAccessed(s, selector, d))
        {
            return false;
        }

        SegmentLoad.CommitCode(s, selector, d, selector & 3);
        return true;
    }
}
