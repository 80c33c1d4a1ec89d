using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>An operation on one operand in place.</summary>
internal unsafe interface IUnary
{
    static abstract uint Do<TW>(CpuState* s, uint a)
        where TW : struct, IWidth;
}

internal readonly unsafe struct UnaryInc : IUnary
{
    public static uint Do<TW>(CpuState* s, uint a)
        where TW : struct, IWidth
    {
        uint r = (a + 1) & TW.Mask;
        Flags.SetResult<TW>(s, r, Flags.Cf(s), r == TW.Sign, (r & 15) == 0);
        return r;
    }
}

internal readonly unsafe struct UnaryDec : IUnary
{
    public static uint Do<TW>(CpuState* s, uint a)
        where TW : struct, IWidth
    {
        uint r = (a - 1) & TW.Mask;
        Flags.SetResult<TW>(s, r, Flags.Cf(s), a == TW.Sign, (a & 15) == 0);
        return r;
    }
}

internal readonly unsafe struct UnaryNeg : IUnary
{
    public static uint Do<TW>(CpuState* s, uint a)
        where TW : struct, IWidth => AluSub.Do<TW>(s, 0, a);
}

internal readonly unsafe struct UnaryNot : IUnary
{
    public static uint Do<TW>(CpuState* s, uint a)
        where TW : struct, IWidth => ~a;
}

/// <summary>INC DEC NEG NOT.</summary>
internal static unsafe class Unary
{
    public static void Register(HandlerTable t)
    {
        Family<UnaryInc>(t, Code.Inc_rm8, Code.Inc_rm16);
        Family<UnaryDec>(t, Code.Dec_rm8, Code.Dec_rm16);
        Family<UnaryNeg>(t, Code.Neg_rm8, Code.Neg_rm16);
        Family<UnaryNot>(t, Code.Not_rm8, Code.Not_rm16);
        t.Add(Code.Inc_r16, &Register<UnaryInc, W16>);
        t.Add(Code.Inc_r32, &Register<UnaryInc, W32>);
        t.Add(Code.Dec_r16, &Register<UnaryDec, W16>);
        t.Add(Code.Dec_r32, &Register<UnaryDec, W32>);
    }

    private static void Family<TOp>(HandlerTable t, Code w8, Code w16)
        where TOp : struct, IUnary
    {
        t.Add(w8, &Register<TOp, W8>, &Memory<TOp, W8>);
        t.Add(w16, &Register<TOp, W16>, &Memory<TOp, W16>);
        t.Add(w16 + 1, &Register<TOp, W32>, &Memory<TOp, W32>);
    }

    private static bool Register<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IUnary
        where TW : struct, IWidth
    {
        Reg.Set<TW>(s, op->R0, TOp.Do<TW>(s, Reg.Get<TW>(s, op->R0)));
        return true;
    }

    private static bool Memory<TOp, TW>(CpuState* s, Op* op)
        where TOp : struct, IUnary
        where TW : struct, IWidth
    {
        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        TW.Store(place, TOp.Do<TW>(s, TW.Load(place)));
        Mem.EndRmw(s, place);
        return true;
    }
}
