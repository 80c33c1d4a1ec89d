using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>SSE instructions that move, combine and shuffle, and MXCSR itself.</summary>
internal static unsafe class SseMoves
{
    /// <summary>xmm, xmm.</summary>
    public static bool Register<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, IPackedOperation
    {
        if (!FpuGuard.Sse(s))
        {
            return false;
        }

        SseState.Write(s, op->R0, TOperation.Apply(SseState.Read(s, op->R0), SseState.Read(s, op->R1), op->Imm));
        return true;
    }

    /// <summary>xmm, m128 on a 16-byte boundary.</summary>
    public static bool Memory<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, IPackedOperation
    {
        if (!FpuGuard.Sse(s) || !SimdMemory.ReadAligned(s, op, out Vector128<uint> value))
        {
            return false;
        }

        SseState.Write(s, op->R0, TOperation.Apply(SseState.Read(s, op->R0), value, op->Imm));
        return true;
    }

    /// <summary>MOVUPS xmm, m128.</summary>
    public static bool LoadUnaligned(CpuState* s, Op* op)
    {
        if (!FpuGuard.Sse(s) || !SimdMemory.ReadUnaligned(s, op, out Vector128<uint> value))
        {
            return false;
        }

        SseState.Write(s, op->R0, value);
        return true;
    }

    /// <summary>MOVUPS m128, xmm.</summary>
    public static bool StoreUnaligned(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && SimdMemory.WriteUnaligned(s, op, SseState.Read(s, op->R1));

    /// <summary>MOVAPS m128, xmm and MOVNTPS.</summary>
    public static bool StoreAligned(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && SimdMemory.WriteAligned(s, op, SseState.Read(s, op->R1));

    /// <summary>MOVSS xmm, m32: the upper elements become zero.</summary>
    public static bool LoadScalar(CpuState* s, Op* op)
    {
        if (!FpuGuard.Sse(s) || !Mem.ReadOperand<W32>(s, op, out uint value))
        {
            return false;
        }

        SseState.Write(s, op->R0, Vector128.CreateScalar(value));
        return true;
    }

    /// <summary>MOVSS m32, xmm.</summary>
    public static bool StoreScalar(CpuState* s, Op* op) => FpuGuard.Sse(s) && Mem.WriteOperand<W32>(s, op, SseState.ReadLow(s, op->R1));

    /// <summary>MOVLPS xmm, m64.</summary>
    public static bool LoadLow(CpuState* s, Op* op) => LoadHalf(s, op, 0);

    /// <summary>MOVHPS xmm, m64.</summary>
    public static bool LoadHigh(CpuState* s, Op* op) => LoadHalf(s, op, 1);

    /// <summary>MOVLPS m64, xmm.</summary>
    public static bool StoreLow(CpuState* s, Op* op) => FpuGuard.Sse(s) && SimdMemory.Write64(s, op, ((ulong*)Reg.Xmm(s, op->R1))[0]);

    /// <summary>MOVHPS m64, xmm.</summary>
    public static bool StoreHigh(CpuState* s, Op* op) => FpuGuard.Sse(s) && SimdMemory.Write64(s, op, ((ulong*)Reg.Xmm(s, op->R1))[1]);

    /// <summary>MOVMSKPS r32, xmm.</summary>
    public static bool MoveMask(CpuState* s, Op* op)
    {
        if (!FpuGuard.Sse(s))
        {
            return false;
        }

        Reg.Set32(s, op->R0, SseState.Read(s, op->R1).ExtractMostSignificantBits());
        return true;
    }

    /// <summary>LDMXCSR m32: #GP(0) for a bit that the part lacks.</summary>
    public static bool LoadMxcsr(CpuState* s, Op* op)
    {
        if (!FpuGuard.Sse(s) || !Mem.ReadOperand<W32>(s, op, out uint value))
        {
            return false;
        }

        if ((value & ~Mxcsr.Valid) != 0)
        {
            return Fault.GeneralProtection(s, 0);
        }

        s->Mxcsr = value;
        return true;
    }

    /// <summary>STMXCSR m32.</summary>
    public static bool StoreMxcsr(CpuState* s, Op* op) => FpuGuard.Sse(s) && Mem.WriteOperand<W32>(s, op, s->Mxcsr);

    /// <summary>SFENCE, and PREFETCHx, which never faults and leaves no trace here.</summary>
    public static bool Nothing(CpuState* s, Op* op) => true;

    private static bool LoadHalf(CpuState* s, Op* op, int half)
    {
        if (!FpuGuard.Sse(s) || !SimdMemory.Read64(s, op, out ulong value))
        {
            return false;
        }

        ((ulong*)Reg.Xmm(s, op->R0))[half] = value;
        return true;
    }
}
