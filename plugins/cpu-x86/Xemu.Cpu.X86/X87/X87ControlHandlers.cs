namespace Xemu.Cpu.X86;

/// <summary>Handlers of control instructions: they note no pointers.</summary>
/// <remarks>Source: Intel SDM vol. 1, 8.3.11 and 8.3.12; vol. 2 under each.</remarks>
internal static unsafe class X87ControlHandlers
{
    public static bool Wait(CpuState* s, Op* op) => FpuGuard.Wait(s);

    /// <summary>FNOP.</summary>
    public static bool Nop(CpuState* s, Op* op) => FpuGuard.X87(s);

    /// <summary>FNENI, FNDISI, FNSETPM: of the 8087 and 287, no operations since.</summary>
    public static bool Obsolete(CpuState* s, Op* op) => FpuGuard.NoWait(s);

    public static bool Initialise(CpuState* s, Op* op)
    {
        if (!FpuGuard.NoWait(s))
        {
            return false;
        }

        X87Environment.Initialise(s);
        return true;
    }

    public static bool ClearExceptions(CpuState* s, Op* op)
    {
        if (!FpuGuard.NoWait(s))
        {
            return false;
        }

        X87Unit.SetStatus(s, s->Fsw & (uint)X87Status.Conditions);
        return true;
    }

    public static bool LoadControl(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s) || !Mem.ReadOperand<W16>(s, op, out uint value))
        {
            return false;
        }

        X87Environment.SetControl(s, value);
        return true;
    }

    public static bool StoreControl(CpuState* s, Op* op) => FpuGuard.NoWait(s) && Mem.WriteOperand<W16>(s, op, s->Fcw);

    public static bool StoreStatus(CpuState* s, Op* op) => FpuGuard.NoWait(s) && Mem.WriteOperand<W16>(s, op, X87Unit.GetStatus(s));

    public static bool StoreStatusAx(CpuState* s, Op* op)
    {
        if (!FpuGuard.NoWait(s))
        {
            return false;
        }

        *(ushort*)&s->Gpr[Reg.Eax] = X87Unit.GetStatus(s);
        return true;
    }

    public static bool IncrementTop(CpuState* s, Op* op) => Turn(s, 1);

    public static bool DecrementTop(CpuState* s, Op* op) => Turn(s, 7);

    public static bool Free(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        X87Unit.Free(s, op->R0);
        ClearC1(s);
        return true;
    }

    /// <summary>FFREEP (not in the manual): FFREE, then pop.</summary>
    public static bool FreePop(CpuState* s, Op* op)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        X87Unit.Free(s, op->R0);
        X87Unit.Pop(s);
        ClearC1(s);
        return true;
    }

    /// <summary>By the manual undefined after FFREE; a Zen 4 clears it.</summary>
    private static void ClearC1(CpuState* s) => s->Fsw &= unchecked((ushort)~X87Status.C1);

    private static bool Turn(CpuState* s, uint step)
    {
        if (!FpuGuard.X87(s))
        {
            return false;
        }

        s->FpuTop = (s->FpuTop + step) & 7;
        ClearC1(s);
        return true;
    }
}
