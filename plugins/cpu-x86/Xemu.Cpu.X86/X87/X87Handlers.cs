using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Registers the handlers of D8 to DF, WAIT, FXSAVE and FXRSTOR.</summary>
internal static unsafe class X87Handlers
{
    public static void Register(HandlerTable table)
    {
        Basic<X87AddOp>(table, Code.Fadd_m32fp, Code.Fadd_m64fp, Code.Fiadd_m16int, Code.Fiadd_m32int, Code.Fadd_st0_sti, Code.Fadd_sti_st0, Code.Faddp_sti_st0);
        Basic<X87MultiplyOp>(table, Code.Fmul_m32fp, Code.Fmul_m64fp, Code.Fimul_m16int, Code.Fimul_m32int, Code.Fmul_st0_sti, Code.Fmul_sti_st0, Code.Fmulp_sti_st0);
        Basic<X87SubtractOp>(table, Code.Fsub_m32fp, Code.Fsub_m64fp, Code.Fisub_m16int, Code.Fisub_m32int, Code.Fsub_st0_sti, Code.Fsub_sti_st0, Code.Fsubp_sti_st0);
        Basic<X87SubtractReversedOp>(table, Code.Fsubr_m32fp, Code.Fsubr_m64fp, Code.Fisubr_m16int, Code.Fisubr_m32int, Code.Fsubr_st0_sti, Code.Fsubr_sti_st0, Code.Fsubrp_sti_st0);
        Basic<X87DivideOp>(table, Code.Fdiv_m32fp, Code.Fdiv_m64fp, Code.Fidiv_m16int, Code.Fidiv_m32int, Code.Fdiv_st0_sti, Code.Fdiv_sti_st0, Code.Fdivp_sti_st0);
        Basic<X87DivideReversedOp>(table, Code.Fdivr_m32fp, Code.Fdivr_m64fp, Code.Fidivr_m16int, Code.Fidivr_m32int, Code.Fdivr_st0_sti, Code.Fdivr_sti_st0, Code.Fdivrp_sti_st0);
        Functions(table);
        Comparisons(table);
        Loads(table);
        Stores(table);
        Moves(table);
        Control(table);
        Environment(table);
    }

    private static void Basic<TOp>(HandlerTable table, Code m32, Code m64, Code m16int, Code m32int, Code toTop, Code fromTop, Code pop)
        where TOp : struct, IX87Binary
    {
        table.Add(m32, &X87ArithmeticHandlers.Memory<TOp, X87Single>);
        table.Add(m64, &X87ArithmeticHandlers.Memory<TOp, X87Double>);
        table.Add(m16int, &X87ArithmeticHandlers.Memory<TOp, X87Int16>);
        table.Add(m32int, &X87ArithmeticHandlers.Memory<TOp, X87Int32>);
        table.Add(toTop, &X87ArithmeticHandlers.Registers<TOp>);
        table.Add(fromTop, &X87ArithmeticHandlers.Registers<TOp>);
        table.Add(pop, &X87ArithmeticHandlers.RegistersPop<TOp>);
    }

    private static void Functions(HandlerTable table)
    {
        table.Add(Code.Fprem, &X87ArithmeticHandlers.Remainder<X87RemainderOp>);
        table.Add(Code.Fprem1, &X87ArithmeticHandlers.Remainder<X87NearestRemainderOp>);
        table.Add(Code.Fscale, &X87ArithmeticHandlers.TopTwo<X87ScaleOp>);
        table.Add(Code.Fpatan, &X87ArithmeticHandlers.TopTwoPop<X87ArctangentOp>);
        table.Add(Code.Fyl2x, &X87ArithmeticHandlers.TopTwoPop<X87Log2Op>);
        table.Add(Code.Fyl2xp1, &X87ArithmeticHandlers.TopTwoPop<X87Log2PlusOneOp>);
        table.Add(Code.Fsqrt, &X87ArithmeticHandlers.Top<X87SquareRootOp>);
        table.Add(Code.Frndint, &X87ArithmeticHandlers.Top<X87RoundOp>);
        table.Add(Code.F2xm1, &X87ArithmeticHandlers.Top<X87PowerOp>);
        table.Add(Code.Fabs, &X87ArithmeticHandlers.Top<X87AbsOp>);
        table.Add(Code.Fchs, &X87ArithmeticHandlers.Top<X87NegateOp>);
        table.Add(Code.Fsin, &X87ArithmeticHandlers.Angle<X87SineOp>);
        table.Add(Code.Fcos, &X87ArithmeticHandlers.Angle<X87CosineOp>);
        table.Add(Code.Fxtract, &X87ArithmeticHandlers.Split<X87ExtractOp>);
        table.Add(Code.Fsincos, &X87ArithmeticHandlers.AnglePair<X87SineCosineOp>);
        table.Add(Code.Fptan, &X87ArithmeticHandlers.AnglePair<X87TangentOp>);
    }

    private static void Comparisons(HandlerTable table)
    {
        table.Add(Code.Fcom_st0_sti, &X87CompareHandlers.Ordered);
        table.Add(Code.Fcom_st0_sti_DCD0, &X87CompareHandlers.Ordered);
        table.Add(Code.Fcomp_st0_sti, &X87CompareHandlers.OrderedPop);
        table.Add(Code.Fcomp_st0_sti_DCD8, &X87CompareHandlers.OrderedPop);
        table.Add(Code.Fcomp_st0_sti_DED0, &X87CompareHandlers.OrderedPop);
        table.Add(Code.Fcompp, &X87CompareHandlers.OrderedPopTwo);
        table.Add(Code.Fucom_st0_sti, &X87CompareHandlers.Unordered);
        table.Add(Code.Fucomp_st0_sti, &X87CompareHandlers.UnorderedPop);
        table.Add(Code.Fucompp, &X87CompareHandlers.UnorderedPopTwo);
        table.Add(Code.Fcomi_st0_sti, &X87CompareHandlers.OrderedFlags);
        table.Add(Code.Fcomip_st0_sti, &X87CompareHandlers.OrderedFlagsPop);
        table.Add(Code.Fucomi_st0_sti, &X87CompareHandlers.UnorderedFlags);
        table.Add(Code.Fucomip_st0_sti, &X87CompareHandlers.UnorderedFlagsPop);
        table.Add(Code.Fcom_m32fp, &X87CompareHandlers.Memory<X87Single>);
        table.Add(Code.Fcom_m64fp, &X87CompareHandlers.Memory<X87Double>);
        table.Add(Code.Ficom_m16int, &X87CompareHandlers.Memory<X87Int16>);
        table.Add(Code.Ficom_m32int, &X87CompareHandlers.Memory<X87Int32>);
        table.Add(Code.Fcomp_m32fp, &X87CompareHandlers.MemoryPop<X87Single>);
        table.Add(Code.Fcomp_m64fp, &X87CompareHandlers.MemoryPop<X87Double>);
        table.Add(Code.Ficomp_m16int, &X87CompareHandlers.MemoryPop<X87Int16>);
        table.Add(Code.Ficomp_m32int, &X87CompareHandlers.MemoryPop<X87Int32>);
        table.Add(Code.Ftst, &X87CompareHandlers.Test);
        table.Add(Code.Fxam, &X87CompareHandlers.Examine);
    }

    private static void Loads(HandlerTable table)
    {
        table.Add(Code.Fld_m32fp, &X87MoveHandlers.Load<X87Single>);
        table.Add(Code.Fld_m64fp, &X87MoveHandlers.Load<X87Double>);
        table.Add(Code.Fld_m80fp, &X87MoveHandlers.Load<X87Extended>);
        table.Add(Code.Fild_m16int, &X87MoveHandlers.Load<X87Int16>);
        table.Add(Code.Fild_m32int, &X87MoveHandlers.Load<X87Int32>);
        table.Add(Code.Fild_m64int, &X87MoveHandlers.Load<X87Int64>);
        table.Add(Code.Fbld_m80bcd, &X87MoveHandlers.Load<X87Decimal>);
        table.Add(Code.Fld_sti, &X87MoveHandlers.LoadRegister);
        table.Add(Code.Fld1, &X87MoveHandlers.LoadConstant);
        table.Add(Code.Fldl2t, &X87MoveHandlers.LoadConstant);
        table.Add(Code.Fldl2e, &X87MoveHandlers.LoadConstant);
        table.Add(Code.Fldpi, &X87MoveHandlers.LoadConstant);
        table.Add(Code.Fldlg2, &X87MoveHandlers.LoadConstant);
        table.Add(Code.Fldln2, &X87MoveHandlers.LoadConstant);
        table.Add(Code.Fldz, &X87MoveHandlers.LoadConstant);
    }

    private static void Stores(HandlerTable table)
    {
        table.Add(Code.Fst_m32fp, &X87MoveHandlers.Store<X87Single>);
        table.Add(Code.Fst_m64fp, &X87MoveHandlers.Store<X87Double>);
        table.Add(Code.Fist_m16int, &X87MoveHandlers.Store<X87Int16>);
        table.Add(Code.Fist_m32int, &X87MoveHandlers.Store<X87Int32>);
        table.Add(Code.Fstp_m32fp, &X87MoveHandlers.StorePop<X87Single>);
        table.Add(Code.Fstp_m64fp, &X87MoveHandlers.StorePop<X87Double>);
        table.Add(Code.Fstp_m80fp, &X87MoveHandlers.StorePop<X87Extended>);
        table.Add(Code.Fistp_m16int, &X87MoveHandlers.StorePop<X87Int16>);
        table.Add(Code.Fistp_m32int, &X87MoveHandlers.StorePop<X87Int32>);
        table.Add(Code.Fistp_m64int, &X87MoveHandlers.StorePop<X87Int64>);
        table.Add(Code.Fbstp_m80bcd, &X87MoveHandlers.StorePop<X87Decimal>);
        table.Add(Code.Fst_sti, &X87MoveHandlers.StoreRegister);
        table.Add(Code.Fstp_sti, &X87MoveHandlers.StoreRegisterPop);
        table.Add(Code.Fstpnce_sti, &X87MoveHandlers.StoreRegisterPopQuiet);
        table.Add(Code.Fstp_sti_DFD0, &X87MoveHandlers.StoreRegisterPop);
        table.Add(Code.Fstp_sti_DFD8, &X87MoveHandlers.StoreRegisterPop);
    }

    private static void Moves(HandlerTable table)
    {
        table.Add(Code.Fxch_st0_sti, &X87MoveHandlers.Exchange);
        table.Add(Code.Fxch_st0_sti_DDC8, &X87MoveHandlers.Exchange);
        table.Add(Code.Fxch_st0_sti_DFC8, &X87MoveHandlers.Exchange);
        table.Add(Code.Fcmovb_st0_sti, &X87ConditionalMoves.Below);
        table.Add(Code.Fcmove_st0_sti, &X87ConditionalMoves.Equal);
        table.Add(Code.Fcmovbe_st0_sti, &X87ConditionalMoves.BelowOrEqual);
        table.Add(Code.Fcmovu_st0_sti, &X87ConditionalMoves.Unordered);
        table.Add(Code.Fcmovnb_st0_sti, &X87ConditionalMoves.NotBelow);
        table.Add(Code.Fcmovne_st0_sti, &X87ConditionalMoves.NotEqual);
        table.Add(Code.Fcmovnbe_st0_sti, &X87ConditionalMoves.NotBelowOrEqual);
        table.Add(Code.Fcmovnu_st0_sti, &X87ConditionalMoves.NotUnordered);
    }

    private static void Control(HandlerTable table)
    {
        table.Add(Code.Wait, &X87ControlHandlers.Wait);
        table.Add(Code.Fnop, &X87ControlHandlers.Nop);
        table.Add(Code.Fneni, &X87ControlHandlers.Obsolete);
        table.Add(Code.Fndisi, &X87ControlHandlers.Obsolete);
        table.Add(Code.Fnsetpm, &X87ControlHandlers.Obsolete);
        table.Add(Code.Fninit, &X87ControlHandlers.Initialise);
        table.Add(Code.Fnclex, &X87ControlHandlers.ClearExceptions);
        table.Add(Code.Fldcw_m2byte, &X87ControlHandlers.LoadControl);
        table.Add(Code.Fnstcw_m2byte, &X87ControlHandlers.StoreControl);
        table.Add(Code.Fnstsw_m2byte, &X87ControlHandlers.StoreStatus);
        table.Add(Code.Fnstsw_AX, &X87ControlHandlers.StoreStatusAx);
        table.Add(Code.Fincstp, &X87ControlHandlers.IncrementTop);
        table.Add(Code.Fdecstp, &X87ControlHandlers.DecrementTop);
        table.Add(Code.Ffree_sti, &X87ControlHandlers.Free);
        table.Add(Code.Ffreep_sti, &X87ControlHandlers.FreePop);
    }

    private static void Environment(HandlerTable table)
    {
        table.Add(Code.Fnstenv_m14byte, &X87EnvironmentHandlers.Store16);
        table.Add(Code.Fnstenv_m28byte, &X87EnvironmentHandlers.Store32);
        table.Add(Code.Fldenv_m14byte, &X87EnvironmentHandlers.Load16);
        table.Add(Code.Fldenv_m28byte, &X87EnvironmentHandlers.Load32);
        table.Add(Code.Fnsave_m94byte, &X87EnvironmentHandlers.Save16);
        table.Add(Code.Fnsave_m108byte, &X87EnvironmentHandlers.Save32);
        table.Add(Code.Frstor_m94byte, &X87EnvironmentHandlers.Restore16);
        table.Add(Code.Frstor_m108byte, &X87EnvironmentHandlers.Restore32);
        table.Add(Code.Fxsave_m512byte, &X87FxHandlers.Save);
        table.Add(Code.Fxrstor_m512byte, &X87FxHandlers.Restore);
    }
}
