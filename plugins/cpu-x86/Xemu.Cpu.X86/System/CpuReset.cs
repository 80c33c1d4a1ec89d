using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>The state after RESET#. Intel SDM vol. 3, table 9-1.</summary>
internal static unsafe class CpuReset
{
    /// <summary>Family 6, model 8, stepping 10: what EDX holds after reset and CPUID reports.</summary>
    public const uint Signature = 0x68A;

    public static void Apply(CpuState* s)
    {
        for (int i = 0; i < 8; i++)
        {
            s->Gpr[i] = 0;
        }

        s->Gpr[Reg.Edx] = Signature;
        s->Eip = 0xFFF0;
        s->EflagsRest = Efl.Fixed;
        Flags.SetArithmetic(s, 0);
        s->Cr0 = Cr.Cd | Cr.Nw | Cr.Et;
        s->Cr2 = 0;
        s->Cr3 = 0;
        s->Cr4 = 0;
        s->Cpl = 0;
        Segments(s);
        Debug(s);
        ModelSpecific(s);
        Fpu(s);
        s->FaultVector = -1;
        s->Inhibit = 0;
        s->Halted = 0;
        s->ShutdownState = 0;
        s->NmiBlocked = 0;
        s->NmiLatched = 0;
        s->DebugHits = 0;
        s->Attention &= Attention.Stop;
        s->TscOffset = 0;
        s->TscOffset -= Msrs.TimeStamp(s);
        Events.UpdateMode(s);
        s->Host.Spaces.Clear();
        Events.Update(s);
    }

    private static void Segments(CpuState* s)
    {
        for (uint i = 0; i < 6; i++)
        {
            SetSegment(Reg.Seg(s, i), 0, 0, 0x93);
        }

        SetSegment(&s->Cs, 0xF000, 0xFFFF_0000, 0x93);
        SetSegment(&s->Ldt, 0, 0, 0x82);
        SetSegment(&s->Tr, 0, 0, 0x8B);
        s->GdtBase = 0;
        s->GdtLimit = 0xFFFF;
        s->IdtBase = 0;
        s->IdtLimit = 0xFFFF;
    }

    private static void SetSegment(Segment* seg, ushort selector, uint address, ushort attributes)
    {
        seg->Selector = selector;
        seg->Base = address;
        seg->Limit = 0xFFFF;
        seg->Attributes = attributes;
        seg->Refresh();
    }

    private static void Debug(CpuState* s)
    {
        for (int i = 0; i < 8; i++)
        {
            s->Dr[i] = 0;
        }

        s->Dr[6] = 0xFFFF_0FF0;
        s->Dr[7] = 0x400;
        s->CodeWatch = 0;
    }

    private static void ModelSpecific(CpuState* s)
    {
        s->ApicBase = 0xFEE0_0100;
        s->Pat = 0x0007_0406_0007_0406;
        s->MtrrDefType = 0;
        s->SysenterCs = 0;
        s->SysenterEsp = 0;
        s->SysenterEip = 0;
        s->MiscControl = 0;
        s->DebugControl = 0;
        for (int i = 0; i < 11; i++)
        {
            s->MtrrFixed[i] = 0;
        }

        for (int i = 0; i < 16; i++)
        {
            s->MtrrVariable[i] = 0;
        }

        for (int i = 0; i < 2; i++)
        {
            s->PerfControl[i] = 0;
            s->PerfCounter[i] = 0;
        }
    }

    private static void Fpu(CpuState* s)
    {
        Unsafe.InitBlockUnaligned(&s->St0Physical, 0, (uint)(8 * sizeof(X87Register)));
        Unsafe.InitBlockUnaligned(s->Xmm, 0, 128);
        s->Fcw = 0x40;
        s->Fsw = 0;
        s->FpuTop = 0;
        s->FpuTags = 0xFF;
        s->Fop = 0;
        s->FpuIp = 0;
        s->FpuCs = 0;
        s->FpuDp = 0;
        s->FpuDs = 0;
        s->Mxcsr = 0x1F80;
    }
}
