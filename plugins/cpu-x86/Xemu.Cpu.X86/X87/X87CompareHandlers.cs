using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Handlers of comparisons and FXAM.</summary>
internal static unsafe class X87CompareHandlers
{
    public static bool Ordered(CpuState* s, Op* op) => Registers(s, op, op->R1, quiet: false, pops: 0);

    public static bool OrderedPop(CpuState* s, Op* op) => Registers(s, op, op->R1, quiet: false, pops: 1);

    public static bool OrderedPopTwo(CpuState* s, Op* op) => Registers(s, op, 1, quiet: false, pops: 2);

    public static bool Unordered(CpuState* s, Op* op) => Registers(s, op, op->R1, quiet: true, pops: 0);

    public static bool UnorderedPop(CpuState* s, Op* op) => Registers(s, op, op->R1, quiet: true, pops: 1);

    public static bool UnorderedPopTwo(CpuState* s, Op* op) => Registers(s, op, 1, quiet: true, pops: 2);

    public static bool OrderedFlags(CpuState* s, Op* op) => ToFlags(s, op, quiet: false, pops: 0);

    public static bool OrderedFlagsPop(CpuState* s, Op* op) => ToFlags(s, op, quiet: false, pops: 1);

    public static bool UnorderedFlags(CpuState* s, Op* op) => ToFlags(s, op, quiet: true, pops: 0);

    public static bool UnorderedFlagsPop(CpuState* s, Op* op) => ToFlags(s, op, quiet: true, pops: 1);

    public static bool Memory<TSource>(CpuState* s, Op* op)
        where TSource : struct, IX87Source => Memory<TSource>(s, op, pops: 0);

    public static bool MemoryPop<TSource>(CpuState* s, Op* op)
        where TSource : struct, IX87Source => Memory<TSource>(s, op, pops: 1);

    /// <summary>FTST: against +0.</summary>
    public static bool Test(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        _ = Compare(s, ref c, X87Unit.IsEmpty(s, 0), default, quiet: false);
        X87Unit.Merge(s, c, X87Status.Conditions);
        return true;
    }

    public static bool Examine(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        X87Unit.Note(s, op);
        var c = new X87Context(s->Fcw) { Status = X87Examine.Examine(*X87Unit.St(s, 0), X87Unit.IsEmpty(s, 0)) };
        X87Unit.Merge(s, c, X87Status.Conditions);
        return true;
    }

    private static bool Registers(CpuState* s, Op* op, uint i, bool quiet, int pops)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        bool empty = X87Unit.IsEmpty(s, 0) || X87Unit.IsEmpty(s, i);
        bool done = Compare(s, ref c, empty, *X87Unit.St(s, i), quiet);
        Pop(s, done ? pops : 0);
        X87Unit.Merge(s, c, X87Status.Conditions);
        return true;
    }

    private static bool Memory<TSource>(CpuState* s, Op* op, int pops)
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
        bool done = Compare(s, ref c, X87Unit.IsEmpty(s, 0), source, quiet: false);
        Pop(s, done ? pops : 0);
        X87Unit.Merge(s, c, X87Status.Conditions);
        return true;
    }

    /// <summary>FCOMI and relatives: ZF PF CF take the places of C3 C2 C0, and OF SF AF are cleared (Intel SDM vol. 2, FCOMI).</summary>
    private static bool ToFlags(CpuState* s, Op* op, bool quiet, int pops)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        bool empty = X87Unit.IsEmpty(s, 0) || X87Unit.IsEmpty(s, op->R1);
        bool done = Compare(s, ref c, empty, *X87Unit.St(s, op->R1), quiet);
        Flags.SetArithmetic(
            s,
            ((c.Status & X87Status.C3) != 0 ? Efl.Zf : 0) | ((c.Status & X87Status.C2) != 0 ? Efl.Pf : 0) | ((c.Status & X87Status.C0) != 0 ? Efl.Cf : 0));
        c.Status &= ~X87Status.Unordered;
        Pop(s, done ? pops : 0);
        X87Unit.Merge(s, c);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Compare(CpuState* s, ref X87Context c, bool empty, in Float80 b, bool quiet)
    {
        if (empty)
        {
            c.Status |= X87Status.Unordered;
            return c.RaiseStackUnderflow(out _);
        }

        Float80* a = X87Unit.St(s, 0);
        return quiet ? X87Compare.Unordered(ref c, *a, b) : X87Compare.Ordered(ref c, *a, b);
    }

    private static void Pop(CpuState* s, int pops)
    {
        for (int i = 0; i < pops; i++)
        {
            X87Unit.Pop(s);
        }
    }
}
