using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>SSE arithmetic: each <see cref="ISseOperation"/> as packed and scalar, register and memory form.</summary>
internal static unsafe class SseHandlers
{
    /// <summary>xmm, xmm on four elements.</summary>
    public static bool PackedRegister<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, ISseOperation =>
        FpuGuard.Sse(s) && Packed<TOperation>(s, op, SseState.Read(s, op->R1));

    /// <summary>xmm, m128.</summary>
    public static bool PackedMemory<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, ISseOperation =>
        FpuGuard.Sse(s) && SimdMemory.ReadAligned(s, op, out Vector128<uint> b) && Packed<TOperation>(s, op, b);

    /// <summary>xmm, xmm on the lowest element.</summary>
    public static bool ScalarRegister<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, ISseOperation =>
        FpuGuard.Sse(s) && Scalar<TOperation>(s, op, SseState.ReadLow(s, op->R1));

    /// <summary>xmm, m32.</summary>
    public static bool ScalarMemory<TOperation>(CpuState* s, Op* op)
        where TOperation : struct, ISseOperation =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint b) && Scalar<TOperation>(s, op, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Packed<TOperation>(CpuState* s, Op* op, Vector128<uint> b)
        where TOperation : struct, ISseOperation
    {
        Vector128<uint> a = SseState.Read(s, op->R0);
        if ((TOperation.IsExact || SseState.OnlyPrecisionAndSet(s))
            && TOperation.Fast(a.AsSingle(), b.AsSingle(), out Vector128<float> fast))
        {
            SseState.Write(s, op->R0, fast.AsUInt32());
            return true;
        }

        return PackedExact<TOperation>(s, op, a, b);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool PackedExact<TOperation>(CpuState* s, Op* op, Vector128<uint> a, Vector128<uint> b)
        where TOperation : struct, ISseOperation
    {
        uint flags = 0;
        uint mxcsr = s->Mxcsr;
        uint r0 = TOperation.Exact(a.GetElement(0), b.GetElement(0), mxcsr, ref flags);
        uint r1 = TOperation.Exact(a.GetElement(1), b.GetElement(1), mxcsr, ref flags);
        uint r2 = TOperation.Exact(a.GetElement(2), b.GetElement(2), mxcsr, ref flags);
        uint r3 = TOperation.Exact(a.GetElement(3), b.GetElement(3), mxcsr, ref flags);
        if (!SseState.Report(s, flags))
        {
            return false;
        }

        SseState.Write(s, op->R0, Vector128.Create(r0, r1, r2, r3));
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Scalar<TOperation>(CpuState* s, Op* op, uint b)
        where TOperation : struct, ISseOperation
    {
        uint a = SseState.ReadLow(s, op->R0);
        if ((TOperation.IsExact || SseState.OnlyPrecisionAndSet(s)) && TOperation.FastScalar(a, b, out uint fast))
        {
            SseState.WriteLow(s, op->R0, fast);
            return true;
        }

        return ScalarExact<TOperation>(s, op, a, b);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool ScalarExact<TOperation>(CpuState* s, Op* op, uint a, uint b)
        where TOperation : struct, ISseOperation
    {
        uint flags = 0;
        uint result = TOperation.Exact(a, b, s->Mxcsr, ref flags);
        if (!SseState.Report(s, flags))
        {
            return false;
        }

        SseState.WriteLow(s, op->R0, result);
        return true;
    }
}
