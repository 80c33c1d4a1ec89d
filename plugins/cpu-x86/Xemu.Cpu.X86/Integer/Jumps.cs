using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Near JMP CALL RET, LOOP, JCXZ. A 16-bit form truncates EIP to 16 bits.</summary>
internal static unsafe class Jumps
{
    public static void Register(HandlerTable t)
    {
        t.AddEnd(Code.Jmp_rel8_16, &Jmp);
        t.AddEnd(Code.Jmp_rel8_32, &Jmp);
        t.AddEnd(Code.Jmp_rel16, &Jmp);
        t.AddEnd(Code.Jmp_rel32_32, &Jmp);
        t.AddEnd(Code.Jmp_rm16, &JmpReg<W16>, &JmpMem<W16>);
        t.AddEnd(Code.Jmp_rm32, &JmpReg<W32>, &JmpMem<W32>);
        t.AddEnd(Code.Call_rel16, &Call<W16>);
        t.AddEnd(Code.Call_rel32_32, &Call<W32>);
        t.AddEnd(Code.Call_rm16, &CallReg<W16>, &CallMem<W16>);
        t.AddEnd(Code.Call_rm32, &CallReg<W32>, &CallMem<W32>);
        t.AddEnd(Code.Retnw, &Ret<W16>);
        t.AddEnd(Code.Retnd, &Ret<W32>);
        t.AddEnd(Code.Retnw_imm16, &Ret<W16>);
        t.AddEnd(Code.Retnd_imm16, &Ret<W32>);
        t.AddEnd(Code.Loop_rel8_16_CX, &Loop<W16, Always>);
        t.AddEnd(Code.Loop_rel8_32_CX, &Loop<W16, Always>);
        t.AddEnd(Code.Loop_rel8_16_ECX, &Loop<W32, Always>);
        t.AddEnd(Code.Loop_rel8_32_ECX, &Loop<W32, Always>);
        t.AddEnd(Code.Loope_rel8_16_CX, &Loop<W16, WhileZero>);
        t.AddEnd(Code.Loope_rel8_32_CX, &Loop<W16, WhileZero>);
        t.AddEnd(Code.Loope_rel8_16_ECX, &Loop<W32, WhileZero>);
        t.AddEnd(Code.Loope_rel8_32_ECX, &Loop<W32, WhileZero>);
        t.AddEnd(Code.Loopne_rel8_16_CX, &Loop<W16, WhileNotZero>);
        t.AddEnd(Code.Loopne_rel8_32_CX, &Loop<W16, WhileNotZero>);
        t.AddEnd(Code.Loopne_rel8_16_ECX, &Loop<W32, WhileNotZero>);
        t.AddEnd(Code.Loopne_rel8_32_ECX, &Loop<W32, WhileNotZero>);
        t.AddEnd(Code.Jcxz_rel8_16, &Jcxz<W16>);
        t.AddEnd(Code.Jcxz_rel8_32, &Jcxz<W16>);
        t.AddEnd(Code.Jecxz_rel8_16, &Jcxz<W32>);
        t.AddEnd(Code.Jecxz_rel8_32, &Jcxz<W32>);
    }

    /// <summary>Stands in for a direct branch whose target lies beyond CS's limit: #GP(0) if it is taken, with nothing changed.</summary>
    public static bool BeyondLimit(CpuState* s, Op* op)
    {
        uint ecx = s->Gpr[Reg.Ecx];
        var code = (Code)op->Code;
        bool conditional = code.IsJccShortOrNear() || code.IsJcxShort() || code.IsLoop() || code.IsLoopcc();
        if (!conditional)
        {
            return Fault.GeneralProtection(s, 0);
        }

        HandlerSet.Table[code].Register(s, op);
        if (s->Link == &op->Link1)
        {
            s->Gpr[Reg.Ecx] = ecx;
            return Fault.GeneralProtection(s, 0);
        }

        return false;
    }

    /// <summary>Goes to a computed EIP in the same segment.</summary>
    private static bool Near(CpuState* s, uint target)
    {
        s->Eip = target;
        return false;
    }

    private static bool Jmp(CpuState* s, Op* op) => Flow.Taken(s, op);

    private static bool JmpReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => JmpTo(s, Reg.Get<TW>(s, op->R0));

    private static bool JmpMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint target) && JmpTo(s, target);

    private static bool JmpTo(CpuState* s, uint target) =>
        target > s->Cs.Limit ? Fault.GeneralProtection(s, 0) : Near(s, target);

    private static bool Call<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Stack.Push<TW>(s, op->NextEip) && Flow.Taken(s, op);

    private static bool CallReg<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => CallTo<TW>(s, op, Reg.Get<TW>(s, op->R0));

    private static bool CallMem<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth => Mem.ReadOperand<TW>(s, op, out uint target) && CallTo<TW>(s, op, target);

    private static bool CallTo<TW>(CpuState* s, Op* op, uint target)
        where TW : struct, IWidth
    {
        if (target > s->Cs.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        return Stack.Push<TW>(s, op->NextEip) && Near(s, target);
    }

    private static bool Ret<TW>(CpuState* s, Op* op)
        where TW : struct, IWidth
    {
        uint old = s->Gpr[Reg.Esp];
        if (!Stack.Pop<TW>(s, out uint target))
        {
            return false;
        }

        if (target > s->Cs.Limit)
        {
            s->Gpr[Reg.Esp] = old;
            return Fault.GeneralProtection(s, 0);
        }

        if (op->Imm != 0)
        {
            Stack.Release(s, op->Imm);
        }

        return Near(s, target);
    }

    private static bool Loop<TCounter, TKind>(CpuState* s, Op* op)
        where TCounter : struct, IWidth
        where TKind : struct
    {
        uint count = (Reg.Get<TCounter>(s, 4 * Reg.Ecx) - 1) & TCounter.Mask;
        Reg.Set<TCounter>(s, 4 * Reg.Ecx, count);
        bool taken = count != 0 && (typeof(TKind) == typeof(Always) || Flags.Zf(s) == (typeof(TKind) == typeof(WhileZero)));
        return taken ? Flow.Taken(s, op) : Flow.FallThrough(s, op);
    }

    private static bool Jcxz<TCounter>(CpuState* s, Op* op)
        where TCounter : struct, IWidth =>
        Reg.Get<TCounter>(s, 4 * Reg.Ecx) == 0 ? Flow.Taken(s, op) : Flow.FallThrough(s, op);

    private readonly struct Always;

    private readonly struct WhileZero;

    private readonly struct WhileNotZero;
}
