using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Handlers of instructions that compute: register and memory forms of the four basic operations, functions of one or two registers.</summary>
internal static unsafe class X87ArithmeticHandlers
{
    /// <summary>FADD ST(i), ST(j) and relatives: the first operand is the destination too.</summary>
    public static bool Registers<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Binary =>
        FpuGuard.X87(s) && Binary<TOp>(s, op, op->R0, op->R0, op->R1, pop: false);

    /// <summary>FADDP and relatives.</summary>
    public static bool RegistersPop<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Binary =>
        FpuGuard.X87(s) && Binary<TOp>(s, op, op->R0, op->R0, op->R1, pop: true);

    /// <summary>FSCALE: ST0 and ST1 to ST0.</summary>
    public static bool TopTwo<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Binary =>
        FpuGuard.X87(s) && Binary<TOp>(s, op, 0, 0, 1, pop: false);

    /// <summary>FPREM, FPREM1: all condition codes are defined with a quotient; without one C0 and C3 stay (seen on a Zen 4).</summary>
    public static bool Remainder<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Binary
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        uint kept = s->Fsw & (uint)(X87Status.C0 | X87Status.C3);
        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        bool write = X87Unit.IsEmpty(s, 0) || X87Unit.IsEmpty(s, 1)
            ? c.RaiseStackUnderflow(out Float80 result)
            : TOp.Apply(ref c, *X87Unit.St(s, 0), *X87Unit.St(s, 1), out result);
        if (write)
        {
            X87Unit.Write(s, 0, result);
        }

        if (!write || result.IsNaN)
        {
            c.Status |= (X87Status)kept;
        }

        X87Unit.Merge(s, c, X87Status.Conditions);
        return true;
    }

    /// <summary>FPATAN, FYL2X, FYL2XP1: ST0 and ST1 to ST1, then pop.</summary>
    public static bool TopTwoPop<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Binary =>
        FpuGuard.X87(s) && Binary<TOp>(s, op, 1, 0, 1, pop: true);

    /// <summary>FADD m32 and relatives.</summary>
    public static bool Memory<TOp, TSource>(CpuState* s, Op* op)
        where TOp : struct, IX87Binary
        where TSource : struct, IX87Source
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        if (!TSource.Load(s, op, ref c, out Float80 source))
        {
            return false;
        }

        X87Unit.NoteMemory(s, op);
        bool write = X87Unit.IsEmpty(s, 0)
            ? c.RaiseStackUnderflow(out Float80 result)
            : TOp.Apply(ref c, *X87Unit.St(s, 0), source, out result);
        if (write)
        {
            X87Unit.Write(s, 0, result);
        }

        X87Unit.Merge(s, c);
        return true;
    }

    /// <summary>FSQRT, FRNDINT, F2XM1, FABS, FCHS.</summary>
    public static bool Top<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Unary => FpuGuard.X87(s) && Unary<TOp>(s, op, X87Status.C1);

    /// <summary>FSIN, FCOS: C2 tells that the argument is out of range.</summary>
    public static bool Angle<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Unary => FpuGuard.X87(s) && Unary<TOp>(s, op, X87Status.C1 | X87Status.C2);

    /// <summary>FXTRACT.</summary>
    public static bool Split<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Pair => FpuGuard.X87(s) && Pair<TOp>(s, op, X87Status.C1);

    /// <summary>FSINCOS, FPTAN.</summary>
    public static bool AnglePair<TOp>(CpuState* s, Op* op)
        where TOp : struct, IX87Pair => FpuGuard.X87(s) && Pair<TOp>(s, op, X87Status.C1 | X87Status.C2);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Binary<TOp>(CpuState* s, Op* op, uint target, uint first, uint second, bool pop)
        where TOp : struct, IX87Binary
    {
        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        bool write = X87Unit.IsEmpty(s, first) || X87Unit.IsEmpty(s, second)
            ? c.RaiseStackUnderflow(out Float80 result)
            : TOp.Apply(ref c, *X87Unit.St(s, first), *X87Unit.St(s, second), out result);
        if (write)
        {
            X87Unit.Write(s, target, result);
            if (pop)
            {
                X87Unit.Pop(s);
            }
        }

        X87Unit.Merge(s, c);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Unary<TOp>(CpuState* s, Op* op, X87Status replaced)
        where TOp : struct, IX87Unary
    {
        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        bool write = X87Unit.IsEmpty(s, 0)
            ? c.RaiseStackUnderflow(out Float80 result)
            : TOp.Apply(ref c, *X87Unit.St(s, 0), out result);
        if (write)
        {
            X87Unit.Write(s, 0, result);
        }

        X87Unit.Merge(s, c, replaced);
        return true;
    }

    private static bool Pair<TOp>(CpuState* s, Op* op, X87Status replaced)
        where TOp : struct, IX87Pair
    {
        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        Float80 below;
        Float80 top;
        bool write;
        if (X87Unit.IsEmpty(s, 0))
        {
            write = c.RaiseStackUnderflow(out below);
            top = below;
        }
        else if (!X87Unit.IsEmpty(s, 7))
        {
            write = c.RaiseStackOverflow(out below);
            top = below;
        }
        else
        {
            write = TOp.Apply(ref c, *X87Unit.St(s, 0), out below, out top);
        }

        // An argument out of range stays alone.
        if (write && (c.Status & X87Status.C2) == 0)
        {
            X87Unit.Write(s, 0, below);
            X87Unit.Push(s, top);
        }

        X87Unit.Merge(s, c, replaced);
        return true;
    }
}
