using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>What of <see cref="CpuState"/> is saved; both engines use it. Lazy flags are saved as the EFLAGS they stand for.</summary>
internal static unsafe class CpuStateDescription
{
    /// <summary>2: translations are no state any more.</summary>
    public const int Version = 2;

    /// <summary>Words of a translation table of version 1.</summary>
    private const int TableWords = 1024;

    private static readonly string[] SegmentNames = ["es", "cs", "ss", "ds", "fs", "gs", "ldt", "tr"];

    public static void Describe(CpuState* s, IStateVisitor v)
    {
        v.Field("count", ref s->Count);
        v.Words("gpr", new Span<uint>(s->Gpr, 8));
        v.Field("eip", ref s->Eip);
        uint eflags = Flags.GetEflags(s);
        v.Field("eflags", ref eflags);
        if (v.IsLoading)
        {
            Flags.SetArithmetic(s, eflags);
            s->EflagsRest = (eflags & Efl.Valid & ~Efl.Arithmetic) | Efl.Fixed;
        }

        for (uint i = 0; i < 8; i++)
        {
            Describe(Reg.Seg(s, i), SegmentNames[i], v);
        }

        v.Field("gdt_base", ref s->GdtBase);
        v.Field("gdt_limit", ref s->GdtLimit);
        v.Field("idt_base", ref s->IdtBase);
        v.Field("idt_limit", ref s->IdtLimit);
        v.Field("cpl", ref s->Cpl);
        v.Field("cr0", ref s->Cr0);
        v.Field("cr2", ref s->Cr2);
        v.Field("cr3", ref s->Cr3);
        v.Field("cr4", ref s->Cr4);
        v.Words("dr", new Span<uint>(s->Dr, 8));
        Quads(v, "pdpte", s->Pdpte, 4);
        if (v.Version < 2)
        {
            SkipTranslations(v);
        }

        Events(s, v);
        ModelSpecific(s, v);
        FloatingPoint(s, v);
    }

    /// <summary>Refuses what would index out of a table.</summary>
    public static void Check(CpuState* s)
    {
        if (s->Cpl > 3)
        {
            throw new StateException($"Field 'cpl' holds {s->Cpl}; a privilege level is 0 to 3.");
        }

        if (s->FpuTop > 7)
        {
            throw new StateException($"Field 'fpu_top' holds {s->FpuTop}; the top of the x87 stack is 0 to 7.");
        }
    }

    /// <summary>Rebuilds what follows from the rest.</summary>
    public static void Rebuild(CpuState* s)
    {
        for (uint i = 0; i < 8; i++)
        {
            Reg.Seg(s, i)->Refresh();
        }

        s->Attention = (s->Halted != 0 || s->ShutdownState != 0 ? Attention.Halted : 0) | (s->DebugHits != 0 ? Attention.Debug : 0);
        s->FaultVector = -1;
        s->Link = null;
        s->CurrentOp = s->IdleOp;
        s->Host.Spaces.Clear();
        DebugRegisters.Changed(s);
        X86.Events.UpdateMode(s);
        X86.Events.Update(s);
    }

    private static void Describe(Segment* segment, string name, IStateVisitor v)
    {
        v.Field($"{name}_selector", ref segment->Selector);
        v.Field($"{name}_base", ref segment->Base);
        v.Field($"{name}_limit", ref segment->Limit);
        v.Field($"{name}_attributes", ref segment->Attributes);
    }

    private static void Quads(IStateVisitor v, string name, ulong* values, int count) => v.Bytes(name, new Span<byte>(values, 8 * count));

    /// <summary>What the page tables in memory say counts, not what was made of them.</summary>
    private static void SkipTranslations(IStateVisitor v)
    {
        Span<uint> words = stackalloc uint[TableWords];
        v.Words("tlb_supervisor", words);
        v.Words("tlb_user", words);
        v.Words("code_tlb_supervisor", words);
        v.Words("code_tlb_user", words);
    }

    private static void Events(CpuState* s, IStateVisitor v)
    {
        v.Field("intr_line", ref s->IntrLine);
        v.Field("nmi_level", ref s->NmiLevel);
        v.Field("nmi_latched", ref s->NmiLatched);
        v.Field("nmi_blocked", ref s->NmiBlocked);
        v.Field("shadow", ref s->Inhibit);
        v.Field("halted", ref s->Halted);
        v.Field("shutdown", ref s->ShutdownState);
        v.Field("debug_hits", ref s->DebugHits);
    }

    private static void ModelSpecific(CpuState* s, IStateVisitor v)
    {
        v.Field("tsc_offset", ref s->TscOffset);
        v.Field("apic_base", ref s->ApicBase);
        v.Field("sysenter_cs", ref s->SysenterCs);
        v.Field("sysenter_esp", ref s->SysenterEsp);
        v.Field("sysenter_eip", ref s->SysenterEip);
        v.Field("pat", ref s->Pat);
        v.Field("mtrr_def_type", ref s->MtrrDefType);
        Quads(v, "mtrr_fixed", s->MtrrFixed, 11);
        Quads(v, "mtrr_variable", s->MtrrVariable, 16);
        Quads(v, "mc_banks", s->McBanks, 20);
        v.Field("mcg_status", ref s->McgStatus);
        Quads(v, "perf_control", s->PerfControl, 2);
        Quads(v, "perf_counter", s->PerfCounter, 2);
        v.Field("misc_control", ref s->MiscControl);
        v.Field("debug_control", ref s->DebugControl);
        v.Field("microcode_id", ref s->MicrocodeId);
        v.Field("bbl_cr_ctl3", ref s->BblCtl3);
        v.Field("power_on_config", ref s->PowerOnConfig);
    }

    private static void FloatingPoint(CpuState* s, IStateVisitor v)
    {
        for (uint i = 0; i < 8; i++)
        {
            X87Register* register = Reg.X87(s, i);
            v.Field($"fpr{i}_mantissa", ref register->Mantissa);
            v.Field($"fpr{i}_sign_exponent", ref register->SignExponent);
        }

        v.Field("fpu_top", ref s->FpuTop);
        v.Field("fpu_tags", ref s->FpuTags);
        v.Field("fcw", ref s->Fcw);
        v.Field("fsw", ref s->Fsw);
        v.Field("fop", ref s->Fop);
        v.Field("fpu_cs", ref s->FpuCs);
        v.Field("fpu_ds", ref s->FpuDs);
        v.Field("fpu_ip", ref s->FpuIp);
        v.Field("fpu_dp", ref s->FpuDp);
        v.Field("mxcsr", ref s->Mxcsr);
        v.Bytes("xmm", new Span<byte>(s->Xmm, 128));
    }
}
