using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>INT n, INT3, INTO, INT1, BOUND, UD.</summary>
internal static unsafe class SoftInterrupts
{
    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.Int_imm8, &Int);
        t.AddEnd(Code.Int3, &Int3);
        t.AddEnd(Code.Into, &Into);
        t.AddEnd(Code.Int1, &Int1);
        t.Add(Code.Bound_r16_m1616, &OpBuilder.InvalidOpcode, &Bound<W16>);
        t.Add(Code.Bound_r32_m3232, &OpBuilder.InvalidOpcode, &Bound<W32>);
    }

    private static bool Int(CpuState* s, Op* op)
    {
        if ((s->EflagsRest & Efl.Vm) != 0)
        {
            return IntV86(s, op);
        }

        Interrupts.Enter(s, (int)op->Imm & 0xFF, InterruptKind.Software, op->NextEip, hasError: false, 0);
        return false;
    }

    /// <summary>VM86: with CR4.VME a bit of the TSS sends it to the VM86 task's own table. Intel SDM vol. 3, table 20-2.</summary>
    private static bool IntV86(CpuState* s, Op* op)
    {
        int vector = (int)op->Imm & 0xFF;
        bool trusted = (s->EflagsRest & Efl.Iopl) == Efl.Iopl;
        if ((s->Cr4 & Cr.Vme) != 0)
        {
            if (!Tss.Redirection(s, vector, out bool toProtected))
            {
                return false;
            }

            if (!toProtected)
            {
                uint flags = Flags.GetEflags(s);
                if (!trusted)
                {
                    flags = (flags & ~Efl.If) | Efl.Iopl | ((flags & Efl.Vif) >> 10);
                }

                Interrupts.EnterTable(s, 0, vector, op->NextEip, flags, Efl.Tf | (trusted ? Efl.If : Efl.Vif));
                return false;
            }
        }

        if (!trusted)
        {
            return Fault.GeneralProtection(s, 0);
        }

        Interrupts.Enter(s, vector, InterruptKind.Software, op->NextEip, hasError: false, 0);
        return false;
    }

    private static bool Int3(CpuState* s, Op* op)
    {
        Interrupts.Enter(s, Fault.BP, InterruptKind.SoftwareTrap, op->NextEip, hasError: false, 0);
        return false;
    }

    private static bool Into(CpuState* s, Op* op)
    {
        if (!Flags.Of(s))
        {
            return Flow.Next(s, op);
        }

        Interrupts.Enter(s, Fault.OF, InterruptKind.SoftwareTrap, op->NextEip, hasError: false, 0);
        return false;
    }

    private static bool Int1(CpuState* s, Op* op)
    {
        Interrupts.Enter(s, Fault.DB, InterruptKind.Trap, op->NextEip, hasError: false, 0);
        return false;
    }

    private static bool Bound<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        if (!Mem.Address(s, op, 2 * TW.Bytes, write: false, out uint linear) || !Mem.Read<TW>(s, linear, out uint low)
            || !Mem.Read<TW>(s, linear + TW.Bytes, out uint high))
        {
            return false;
        }

        int index = (int)TW.SignExtend(Reg.Get<TW>(s, op->R0));
        bool inside = index >= (int)TW.SignExtend(low) && index <= (int)TW.SignExtend(high);
        return inside || Fault.Raise(s, Fault.BR);
    }
}
