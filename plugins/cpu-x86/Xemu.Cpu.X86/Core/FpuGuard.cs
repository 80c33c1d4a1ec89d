using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>What CR0, CR4 and pending x87 exceptions say before an x87, MMX or SSE instruction runs. False: the fault is recorded.</summary>
/// <remarks>Handlers of x87 and MMX instructions read the unit's state only after this, which brings it back from the host (<see cref="HostFpu"/>).</remarks>
internal static unsafe class FpuGuard
{
    /// <summary>An x87 instruction that does not wait (FNINIT, FNSTSW, FNSTCW, FNSTENV, FNSAVE, FNCLEX …).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool NoWait(CpuState* s)
    {
        HostFpu.Sync(s);
        return (s->Cr0 & (Cr.Em | Cr.Ts)) == 0 || Fault.DeviceNotAvailable(s);
    }

    /// <summary>An x87 instruction that first reports a pending unmasked exception.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool X87(CpuState* s) => NoWait(s) && ((s->Fsw & 0x80) == 0 || Pending(s));

    /// <summary>WAIT/FWAIT: #NM only when MP and TS are both set.</summary>
    public static bool Wait(CpuState* s)
    {
        HostFpu.Sync(s);
        if ((s->Cr0 & (Cr.Mp | Cr.Ts)) == (Cr.Mp | Cr.Ts))
        {
            return Fault.DeviceNotAvailable(s);
        }

        return (s->Fsw & 0x80) == 0 || Pending(s);
    }

    /// <summary>An MMX instruction: EM gives #UD, TS #NM, a pending x87 exception #MF.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Mmx(CpuState* s)
    {
        HostFpu.Sync(s);
        if ((s->Cr0 & (Cr.Em | Cr.Ts)) != 0)
        {
            return (s->Cr0 & Cr.Em) != 0 ? Fault.InvalidOpcode(s) : Fault.DeviceNotAvailable(s);
        }

        return (s->Fsw & 0x80) == 0 || Pending(s);
    }

    /// <summary>An SSE instruction on XMM registers: EM or no CR4.OSFXSR gives #UD, TS #NM. Intel SDM vol. 2, table 2-21.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Sse(CpuState* s)
    {
        if ((s->Cr0 & Cr.Em) != 0 || (s->Cr4 & Cr.OsFxsr) == 0)
        {
            return Fault.InvalidOpcode(s);
        }

        return (s->Cr0 & Cr.Ts) == 0 || Fault.DeviceNotAvailable(s);
    }

    /// <summary>An unmasked SSE exception: #XM, or #UD when CR4.OSXMMEXCPT is clear.</summary>
    public static bool RaiseSimd(CpuState* s) =>
        (s->Cr4 & Cr.OsXmmExcpt) != 0 ? Fault.SimdFloatingPoint(s) : Fault.InvalidOpcode(s);

    /// <summary>CR0.NE clear reports by FERR#, which the console does not wire: then nothing happens here.</summary>
    private static bool Pending(CpuState* s) => (s->Cr0 & Cr.Ne) == 0 || Fault.FloatingPoint(s);
}
