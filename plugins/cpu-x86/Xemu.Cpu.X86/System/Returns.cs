namespace Xemu.Cpu.X86;

/// <summary>What RETF and IRET share: the checks on the code segment returned to, and the change to an outer stack. Intel SDM vol. 3, 5.8.6.</summary>
internal static unsafe class Returns
{
    public static bool CheckCode(CpuState* s, uint selector, uint offset, out Descriptor d)
    {
        d = default;
        if ((selector & 0xFFFC) == 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!Descriptors.Read(s, selector, Fault.GP, out d))
        {
            return false;
        }

        uint level = selector & 3;
        bool allowed = d.IsCode && level >= s->Cpl && (d.IsConforming ? d.Dpl <= level : d.Dpl == level);
        if (!allowed)
        {
            return Descriptors.Fail(s, Fault.GP, selector);
        }

        if (!d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.NP, selector);
        }

        if (offset > d.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        return Descriptors.MarkAccessed(s, selector, d);
    }

    /// <summary>Pops ESP and SS and goes to the outer level. False: faulted, nothing changed.</summary>
    public static bool ToOuter(CpuState* s, bool wide, uint pointer, uint selector, Descriptor code, uint offset, uint release)
    {
        var stack = default(Segment);
        if (!Stack.PopAt(s, wide, ref pointer, out uint outer) || !Stack.PopAt(s, wide, ref pointer, out uint stackSelector)
            || !SegmentLoad.CheckStack(s, stackSelector & 0xFFFF, selector & 3, Fault.GP, ref stack))
        {
            return false;
        }

        uint old = s->Gpr[Reg.Esp];
        SegmentLoad.CommitStack(s, stack);
        s->Gpr[Reg.Esp] = wide && stack.IsBig ? outer + release : (old & ~0xFFFFu) | ((outer + release) & 0xFFFF);
        if (!wide && stack.IsBig)
        {
            s->Gpr[Reg.Esp] = (outer & 0xFFFF) + release;
        }

        SegmentLoad.CommitCode(s, selector, code, selector & 3);
        s->Eip = offset;
        SegmentLoad.DropInner(s);
        return true;
    }
}
