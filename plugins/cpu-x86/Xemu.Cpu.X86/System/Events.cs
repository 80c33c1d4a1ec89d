namespace Xemu.Cpu.X86;

/// <summary>Keeps the run loop's attention bits in step with flags, lines and debug registers.</summary>
internal static unsafe class Events
{
    /// <summary>Call after any change of IF, TF, RF, of a line, of NMI blocking or of a shadow.</summary>
    public static void Update(CpuState* s)
    {
        int bits = s->Attention & ~(Attention.Intr | Attention.Nmi | Attention.Careful);
        if (s->IntrLine != 0 && (s->EflagsRest & Efl.If) != 0)
        {
            bits |= Attention.Intr;
        }

        if (s->NmiLatched != 0 && s->NmiBlocked == 0)
        {
            bits |= Attention.Nmi;
        }

        if ((s->EflagsRest & (Efl.Tf | Efl.Rf)) != 0 || s->Inhibit != 0 || s->CodeWatch != 0)
        {
            bits |= Attention.Careful;
        }

        s->Attention = bits;
    }

    /// <summary>Recomputes <see cref="CpuState.Mode"/> after a change of CS, CR0.PE, EFLAGS.VM or CPL, and what follows from it.</summary>
    public static void UpdateMode(CpuState* s)
    {
        bool v86 = (s->EflagsRest & Efl.Vm) != 0;
        s->Mode = (s->Cs.IsBig ? CpuMode.Code32 : 0) | (s->Cpl == 3 ? CpuMode.User : 0)
            | ((s->Cr0 & Cr.Pe) != 0 ? CpuMode.Protected : 0) | (v86 ? CpuMode.V86 : 0);
        s->StackMask = s->Ss.IsBig ? 0xFFFF_FFFF : 0xFFFF;
        Tlb.Select(s);
    }

    /// <summary>Replaces EFLAGS bits other than the arithmetic ones, and sees to what follows.</summary>
    public static void SetRest(CpuState* s, uint rest)
    {
        uint changed = s->EflagsRest ^ rest;
        s->EflagsRest = (rest & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
        if ((changed & (Efl.Ac | Efl.Vm)) != 0)
        {
            UpdateMode(s);
        }

        Update(s);
    }

    /// <summary>Interrupts, and after MOV SS debug traps too, wait until the next instruction is done.</summary>
    public static void Shadow(CpuState* s, bool stackSegment)
    {
        s->Inhibit = stackSegment ? 2 : 1;
        Update(s);
    }
}
