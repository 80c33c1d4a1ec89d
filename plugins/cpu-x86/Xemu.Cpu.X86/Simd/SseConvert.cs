namespace Xemu.Cpu.X86;

/// <summary>Conversions between singles and 32-bit integers in MMX and general registers.</summary>
/// <remarks>Those with an MMX register report a pending x87 exception first, and enter MMX state when they do not fault.</remarks>
internal static unsafe class SseConvert
{
    /// <summary>CVTPI2PS xmm, mm.</summary>
    public static bool Cvtpi2psRegister(CpuState* s, Op* op) => Guard(s) && ToPacked(s, op, MmxState.Read(s, op->R1));

    /// <summary>CVTPI2PS xmm, m64.</summary>
    public static bool Cvtpi2psMemory(CpuState* s, Op* op) =>
        Guard(s) && SimdMemory.Read64(s, op, out ulong value) && ToPacked(s, op, value);

    /// <summary>CVTPS2PI mm, xmm.</summary>
    public static bool Cvtps2piRegister(CpuState* s, Op* op) =>
        Guard(s) && FromPacked(s, op, *(ulong*)Reg.Xmm(s, op->R1), Mxcsr.Rounding(s->Mxcsr));

    /// <summary>CVTPS2PI mm, m64.</summary>
    public static bool Cvtps2piMemory(CpuState* s, Op* op) =>
        Guard(s) && SimdMemory.Read64(s, op, out ulong value) && FromPacked(s, op, value, Mxcsr.Rounding(s->Mxcsr));

    /// <summary>CVTTPS2PI mm, xmm.</summary>
    public static bool Cvttps2piRegister(CpuState* s, Op* op) =>
        Guard(s) && FromPacked(s, op, *(ulong*)Reg.Xmm(s, op->R1), SseRounding.Zero);

    /// <summary>CVTTPS2PI mm, m64.</summary>
    public static bool Cvttps2piMemory(CpuState* s, Op* op) =>
        Guard(s) && SimdMemory.Read64(s, op, out ulong value) && FromPacked(s, op, value, SseRounding.Zero);

    /// <summary>CVTSI2SS xmm, r32.</summary>
    public static bool Cvtsi2ssRegister(CpuState* s, Op* op) => FpuGuard.Sse(s) && ToScalar(s, op, Reg.Get32(s, op->R1));

    /// <summary>CVTSI2SS xmm, m32.</summary>
    public static bool Cvtsi2ssMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint value) && ToScalar(s, op, value);

    /// <summary>CVTSS2SI r32, xmm.</summary>
    public static bool Cvtss2siRegister(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && FromScalar(s, op, SseState.ReadLow(s, op->R1), Mxcsr.Rounding(s->Mxcsr));

    /// <summary>CVTSS2SI r32, m32.</summary>
    public static bool Cvtss2siMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint value) && FromScalar(s, op, value, Mxcsr.Rounding(s->Mxcsr));

    /// <summary>CVTTSS2SI r32, xmm.</summary>
    public static bool Cvttss2siRegister(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && FromScalar(s, op, SseState.ReadLow(s, op->R1), SseRounding.Zero);

    /// <summary>CVTTSS2SI r32, m32.</summary>
    public static bool Cvttss2siMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint value) && FromScalar(s, op, value, SseRounding.Zero);

    private static bool Guard(CpuState* s) => FpuGuard.Sse(s) && FpuGuard.Mmx(s);

    private static bool ToPacked(CpuState* s, Op* op, ulong value)
    {
        uint flags = 0;
        uint low = Single32.FromInteger((int)value, s->Mxcsr, ref flags);
        uint high = Single32.FromInteger((int)(value >> 32), s->Mxcsr, ref flags);
        if (!SseState.Report(s, flags))
        {
            return false;
        }

        *(ulong*)Reg.Xmm(s, op->R0) = low | ((ulong)high << 32);
        MmxState.Enter(s);
        return true;
    }

    private static bool FromPacked(CpuState* s, Op* op, ulong value, SseRounding rounding)
    {
        uint flags = 0;
        uint low = (uint)Single32.ToInteger((uint)value, rounding, ref flags);
        uint high = (uint)Single32.ToInteger((uint)(value >> 32), rounding, ref flags);
        if (!SseState.Report(s, flags))
        {
            return false;
        }

        MmxState.Write(s, op->R0, low | ((ulong)high << 32));
        return true;
    }

    private static bool ToScalar(CpuState* s, Op* op, uint value)
    {
        uint flags = 0;
        uint result = Single32.FromInteger((int)value, s->Mxcsr, ref flags);
        if (!SseState.Report(s, flags))
        {
            return false;
        }

        SseState.WriteLow(s, op->R0, result);
        return true;
    }

    private static bool FromScalar(CpuState* s, Op* op, uint value, SseRounding rounding)
    {
        uint flags = 0;
        int result = Single32.ToInteger(value, rounding, ref flags);
        if (!SseState.Report(s, flags))
        {
            return false;
        }

        Reg.Set32(s, op->R0, (uint)result);
        return true;
    }
}
