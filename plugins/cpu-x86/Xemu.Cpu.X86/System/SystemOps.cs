using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>HLT, cache control, SYSENTER and SYSEXIT, RDTSC, RDPMC, RDMSR, WRMSR, CPUID.</summary>
internal static unsafe class SystemOps
{
    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.Hlt, &Hlt);
        t.Add(Code.Invd, &CacheControl);
        t.Add(Code.Wbinvd, &CacheControl);
        t.AddEnd(Code.Sysenter, &Sysenter);
        t.AddEnd(Code.Sysexitd, &Sysexit);
        t.Add(Code.Rdtsc, &Rdtsc);
        t.Add(Code.Rdpmc, &Rdpmc);
        t.AddEnd(Code.Rdmsr, &Rdmsr);
        t.AddEnd(Code.Wrmsr, &Wrmsr);
        t.Add(Code.Cpuid, &CpuidOp);
    }

    private static bool Hlt(CpuState* s, Op* op)
    {
        if (!ControlRegisters.Privileged(s))
        {
            return false;
        }

        s->Halted = 1;
        s->Attention |= Attention.Halted;
        return Flow.Next(s, op);
    }

    /// <summary>Caches are not modelled.</summary>
    private static bool CacheControl(CpuState* s, Op* op) => ControlRegisters.Privileged(s);

    /// <summary>Intel SDM vol. 2, SYSENTER.</summary>
    private static bool Sysenter(CpuState* s, Op* op)
    {
        if ((s->Cr0 & Cr.Pe) == 0 || (s->SysenterCs & 0xFFFC) == 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        s->EflagsRest &= ~(Efl.Vm | Efl.If | Efl.Rf);
        SetFlat(&s->Cs, s->SysenterCs & 0xFFFC, 0xC09B);
        SetFlat(&s->Ss, (s->SysenterCs & 0xFFFC) + 8, 0xC093);
        s->Gpr[Reg.Esp] = s->SysenterEsp;
        s->Eip = s->SysenterEip;
        s->Cpl = 0;
        Events.UpdateMode(s);
        Events.Update(s);
        return false;
    }

    private static bool Sysexit(CpuState* s, Op* op)
    {
        if ((s->Cr0 & Cr.Pe) == 0 || s->Cpl != 0 || (s->SysenterCs & 0xFFFC) == 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        SetFlat(&s->Cs, ((s->SysenterCs & 0xFFFC) + 16) | 3, 0xC0FB);
        SetFlat(&s->Ss, ((s->SysenterCs & 0xFFFC) + 24) | 3, 0xC0F3);
        s->Gpr[Reg.Esp] = s->Gpr[Reg.Ecx];
        s->Eip = s->Gpr[Reg.Edx];
        s->Cpl = 3;
        Events.UpdateMode(s);
        Events.Update(s);
        return false;
    }

    private static void SetFlat(Segment* seg, uint selector, ushort attributes)
    {
        seg->Selector = (ushort)selector;
        seg->Base = 0;
        seg->Limit = 0xFFFF_FFFF;
        seg->Attributes = attributes;
        seg->Refresh();
    }

    private static void SetEdxEax(CpuState* s, ulong value)
    {
        s->Gpr[Reg.Eax] = (uint)value;
        s->Gpr[Reg.Edx] = (uint)(value >> 32);
    }

    private static bool Rdtsc(CpuState* s, Op* op)
    {
        if ((s->Cr4 & Cr.Tsd) != 0 && s->Cpl != 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        SetEdxEax(s, Msrs.TimeStamp(s));
        return true;
    }

    private static bool Rdpmc(CpuState* s, Op* op)
    {
        if (((s->Cr4 & Cr.Pce) == 0 && s->Cpl != 0) || s->Gpr[Reg.Ecx] > 1)
        {
            return Fault.GeneralProtection(s, 0);
        }

        SetEdxEax(s, s->PerfCounter[s->Gpr[Reg.Ecx]] & 0xFF_FFFF_FFFF);
        return true;
    }

    private static bool Rdmsr(CpuState* s, Op* op)
    {
        if (!ControlRegisters.Privileged(s))
        {
            return false;
        }

        if (!Msrs.TryRead(s, s->Gpr[Reg.Ecx], out ulong value))
        {
            return Fault.GeneralProtection(s, 0);
        }

        SetEdxEax(s, value);
        return Flow.FallThrough(s, op);
    }

    private static bool Wrmsr(CpuState* s, Op* op)
    {
        if (!ControlRegisters.Privileged(s))
        {
            return false;
        }

        ulong value = ((ulong)s->Gpr[Reg.Edx] << 32) | s->Gpr[Reg.Eax];
        if (!Msrs.TryWrite(s, s->Gpr[Reg.Ecx], value))
        {
            return Fault.GeneralProtection(s, 0);
        }

        return Flow.Next(s, op);
    }

    private static bool CpuidOp(CpuState* s, Op* op)
    {
        Cpuid.Run(s);
        return true;
    }
}
