using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Xemu.Cpu.X86;

/// <summary>CMPPS, CMPSS, COMISS, UCOMISS.</summary>
/// <remarks>Predicates: EQ LT LE UNORD NEQ NLT NLE ORD. LT, LE and their opposites signal on quiet NaNs. Bits 3 to 7 of the predicate do not count.</remarks>
internal static unsafe class SseCompare
{
    public static bool PackedRegister(CpuState* s, Op* op) => FpuGuard.Sse(s) && Packed(s, op, SseState.Read(s, op->R1));

    public static bool PackedMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && SimdMemory.ReadAligned(s, op, out Vector128<uint> b) && Packed(s, op, b);

    public static bool ScalarRegister(CpuState* s, Op* op) => FpuGuard.Sse(s) && Scalar(s, op, SseState.ReadLow(s, op->R1));

    public static bool ScalarMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint b) && Scalar(s, op, b);

    public static bool ComissRegister(CpuState* s, Op* op) => FpuGuard.Sse(s) && Flagged(s, op, SseState.ReadLow(s, op->R1), true);

    public static bool ComissMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint b) && Flagged(s, op, b, true);

    public static bool UcomissRegister(CpuState* s, Op* op) => FpuGuard.Sse(s) && Flagged(s, op, SseState.ReadLow(s, op->R1), false);

    public static bool UcomissMemory(CpuState* s, Op* op) =>
        FpuGuard.Sse(s) && Mem.ReadOperand<W32>(s, op, out uint b) && Flagged(s, op, b, false);

    private static bool Packed(CpuState* s, Op* op, Vector128<uint> b)
    {
        Vector128<uint> a = SseState.Read(s, op->R0);
        if (!PlainVectors.Are(a.AsSingle(), b.AsSingle()))
        {
            uint flags = 0;
            for (int i = 0; i < 4; i++)
            {
                Single32.CheckOrdered(a.GetElement(i), b.GetElement(i), QuietSignals(op->Imm), ref flags);
            }

            if (!SseState.Report(s, flags))
            {
                return false;
            }
        }

        SseState.Write(s, op->R0, Compare(a.AsSingle(), b.AsSingle(), op->Imm).AsUInt32());
        return true;
    }

    private static bool Scalar(CpuState* s, Op* op, uint b)
    {
        uint a = SseState.ReadLow(s, op->R0);
        uint flags = 0;
        Single32.CheckOrdered(a, b, QuietSignals(op->Imm), ref flags);
        if (flags != 0 && !SseState.Report(s, flags))
        {
            return false;
        }

        Vector128<float> result = Compare(Vector128.CreateScalar(a).AsSingle(), Vector128.CreateScalar(b).AsSingle(), op->Imm);
        SseState.WriteLow(s, op->R0, result.AsUInt32().ToScalar());
        return true;
    }

    private static bool QuietSignals(uint predicate) => (predicate & 3) is 1 or 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Compare(Vector128<float> a, Vector128<float> b, uint predicate)
    {
        Vector128<float> result = (predicate & 3) switch
        {
            0 => Vector128.Equals(a, b),
            1 => Vector128.LessThan(a, b),
            2 => Vector128.LessThanOrEqual(a, b),
            _ => ~(Vector128.Equals(a, a) & Vector128.Equals(b, b)),
        };
        return (predicate & 4) != 0 ? ~result : result;
    }

    private static bool Flagged(CpuState* s, Op* op, uint b, bool quietSignals)
    {
        uint a = SseState.ReadLow(s, op->R0);
        uint flags = 0;
        Single32.CheckOrdered(a, b, quietSignals, ref flags);
        if (flags != 0 && !SseState.Report(s, flags))
        {
            return false;
        }

        float x = Single32.Float(a);
        float y = Single32.Float(b);
        uint eflags = x > y ? 0 : x < y ? Efl.Cf : x == y ? Efl.Zf : Efl.Zf | Efl.Pf | Efl.Cf;
        Flags.SetArithmetic(s, eflags);
        return true;
    }
}
