using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Handlers of loads, stores, exchanges and conditional moves.</summary>
internal static unsafe class X87MoveHandlers
{
    /// <summary>FLD m32, m64; FILD; FBLD; FLD m80, which takes any bits as they are.</summary>
    public static bool Load<TSource>(CpuState* s, Op* op)
        where TSource : struct, IX87Source
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        if (!TSource.Load(s, op, ref c, out Float80 value))
        {
            return false;
        }

        X87Unit.NoteMemory(s, op);
        bool write = !X87Unit.IsEmpty(s, 7) ? c.RaiseStackOverflow(out value)
            : typeof(TSource) == typeof(X87Extended) || X87Floats.Load(ref c, ref value);
        return Push(s, c, value, write);
    }

    /// <summary>FLD ST(i).</summary>
    public static bool LoadRegister(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        Float80 value = *X87Unit.St(s, op->R0);
        bool write = true;
        if (X87Unit.IsEmpty(s, op->R0))
        {
            write = c.RaiseStackUnderflow(out value);
        }
        else if (!X87Unit.IsEmpty(s, 7))
        {
            write = c.RaiseStackOverflow(out value);
        }

        return Push(s, c, value, write);
    }

    /// <summary>FLD1, FLDPI and so on; the code tells which.</summary>
    public static bool LoadConstant(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        Float80 value = X87Constants.ForCode((Iced.Intel.Code)op->Code, c);
        bool write = X87Unit.IsEmpty(s, 7) || c.RaiseStackOverflow(out value);
        return Push(s, c, value, write);
    }

    /// <summary>FST, FIST.</summary>
    public static bool Store<TTarget>(CpuState* s, Op* op)
        where TTarget : struct, IX87Target => Store<TTarget>(s, op, pop: false);

    /// <summary>FSTP, FISTP, FBSTP.</summary>
    public static bool StorePop<TTarget>(CpuState* s, Op* op)
        where TTarget : struct, IX87Target => Store<TTarget>(s, op, pop: true);

    /// <summary>FST ST(i).</summary>
    public static bool StoreRegister(CpuState* s, Op* op) => StoreRegister(s, op, pop: false);

    /// <summary>FSTP ST(i).</summary>
    public static bool StoreRegisterPop(CpuState* s, Op* op) => StoreRegister(s, op, pop: true);

    /// <summary>D9 D8+i (not in the manual): FSTP ST(i) that lets an empty ST0 pass; then it only pops (seen on a Zen 4).</summary>
    public static bool StoreRegisterPopQuiet(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        X87Unit.Note(s, op);
        if (!X87Unit.IsEmpty(s, 0))
        {
            X87Unit.Write(s, op->R0, *X87Unit.St(s, 0));
        }

        X87Unit.Pop(s);
        X87Unit.Merge(s, default);
        return true;
    }

    /// <summary>FXCH: an empty register takes part as the default NaN.</summary>
    public static bool Exchange(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        uint i = op->R1;
        Float80 top = *X87Unit.St(s, 0);
        Float80 other = *X87Unit.St(s, i);
        bool write = true;
        if (X87Unit.IsEmpty(s, 0))
        {
            write = c.RaiseStackUnderflow(out top);
        }

        if (X87Unit.IsEmpty(s, i))
        {
            write = c.RaiseStackUnderflow(out other);
        }

        if (write)
        {
            X87Unit.Write(s, 0, other);
            X87Unit.Write(s, i, top);
        }

        X87Unit.Merge(s, c);
        return true;
    }

    /// <summary>FCMOVcc; an empty register is an underflow whatever the condition.</summary>
    public static bool MoveIf(CpuState* s, Op* op, bool condition)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        Float80 value = *X87Unit.St(s, condition ? op->R1 : 0u);
        bool underflow = X87Unit.IsEmpty(s, 0) || X87Unit.IsEmpty(s, op->R1);
        if (!underflow || c.RaiseStackUnderflow(out value))
        {
            X87Unit.Write(s, 0, value);
        }

        // C1 is cleared by an underflow only (SDM vol. 2, FCMOVcc).
        X87Unit.Merge(s, c, underflow ? X87Status.C1 : 0);
        return true;
    }

    private static bool Push(CpuState* s, in X87Context c, in Float80 value, bool write)
    {
        if (write)
        {
            X87Unit.Push(s, value);
        }

        X87Unit.Merge(s, c);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Store<TTarget>(CpuState* s, Op* op, bool pop)
        where TTarget : struct, IX87Target
    {
        if (!FpuGuard.X87(s) || !Mem.Address(s, op, TTarget.Bytes, write: true, out uint linear))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        ulong* image = stackalloc ulong[2];
        bool write = X87Unit.IsEmpty(s, 0)
            ? EmptyImage<TTarget>(ref c, (byte*)image)
            : TTarget.Convert(ref c, *X87Unit.St(s, 0), (byte*)image);

        // An unmasked numeric exception keeps the memory as it is, but a page fault or a misaligned operand comes first.
        if (!(write ? Mem.WriteBytes(s, linear, (byte*)image, TTarget.Bytes) : Mem.ProbeWrite(s, linear, TTarget.Bytes)))
        {
            return false;
        }

        X87Unit.NoteMemory(s, op);
        if (write && pop)
        {
            X87Unit.Pop(s);
        }

        X87Unit.Merge(s, c);
        return true;
    }

    /// <summary>The indefinite of the format, which is what the default NaN converts to.</summary>
    private static bool EmptyImage<TTarget>(ref X87Context c, byte* image)
        where TTarget : struct, IX87Target
    {
        var scratch = new X87Context(X87Context.InitialControl);
        bool write = c.RaiseStackUnderflow(out Float80 indefinite);
        TTarget.Convert(ref scratch, indefinite, image);
        return write;
    }

    private static bool StoreRegister(CpuState* s, Op* op, bool pop)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        var c = new X87Context(s->Fcw);
        X87Unit.Note(s, op);
        Float80 value = *X87Unit.St(s, 0);
        bool write = !X87Unit.IsEmpty(s, 0) || c.RaiseStackUnderflow(out value);
        if (write)
        {
            X87Unit.Write(s, op->R0, value);
            if (pop)
            {
                X87Unit.Pop(s);
            }
        }

        X87Unit.Merge(s, c);
        return true;
    }
}
