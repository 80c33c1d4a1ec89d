using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Which x87 and MMX instructions the host's units execute as the interpreter does, in every bit.</summary>
/// <remarks>
/// Left out: the transcendental functions, whose results are the platform's own, and what stores or loads the pointers, which are never in the host's unit
/// (emitted code calls for FNSTENV and FLDENV as for the functions, <see cref="X87FunctionStub"/>); FBLD and FBSTP; doubles of documented encodings; MASKMOVQ.
/// </remarks>
internal static class X87Mapper
{
    /// <summary>The host's form of an x87 or MMX instruction, if there is one.</summary>
    public static bool TryMap(in Instruction guest, int bias, out Instruction host)
    {
        host = guest;
        host.CodeSize = CodeSize.Code64;
        if (!IsSame(guest) || guest.HasRepPrefix || guest.HasRepnePrefix || guest.HasLockPrefix)
        {
            return false;
        }

        bool needsRex = false;
        for (int i = 0; i < guest.OpCount; i++)
        {
            switch (guest.GetOpKind(i))
            {
                case OpKind.Register:
                    Register register = guest.GetOpRegister(i);
                    if (register.IsST() || register.IsMM())
                    {
                        break;
                    }

                    if (!InstructionMapper.TryMap(register, out Register mapped))
                    {
                        return false;
                    }

                    host.SetOpRegister(i, mapped);
                    break;
                case OpKind.Memory:
                    if (!InstructionMapper.TryMapMemory(guest, bias, ref host, ref needsRex))
                    {
                        return false;
                    }

                    break;
                case OpKind.Immediate8:
                    break;
                default:
                    return false;
            }
        }

        return true;
    }

    /// <summary>Whether an instruction leaves its address, its opcode and the address of its operand in the unit's pointers (X87Unit.Note).</summary>
    public static bool IsNoted(in Instruction guest) => IsArithmetic(guest) || IsMove(guest);

    /// <summary>Whether C1 is the platform's after it on any host.</summary>
    public static bool LeavesC1(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Fcomi or Mnemonic.Fcomip or Mnemonic.Fucomi or Mnemonic.Fucomip => HostX87.ComparesClearC1,

        // Undefined by the manual.
        Mnemonic.Ffree or Mnemonic.Ffreep => false,
        _ => true,
    };

    /// <summary>Whether an instruction is one of MMX, SSE's additions to it included, but for conversions from and to XMM registers.</summary>
    public static bool IsMmx(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Emms or Mnemonic.Movd or Mnemonic.Movq or Mnemonic.Movntq
            or Mnemonic.Packsswb or Mnemonic.Packssdw or Mnemonic.Packuswb
            or Mnemonic.Paddb or Mnemonic.Paddw or Mnemonic.Paddd or Mnemonic.Paddsb or Mnemonic.Paddsw or Mnemonic.Paddusb or Mnemonic.Paddusw
            or Mnemonic.Psubb or Mnemonic.Psubw or Mnemonic.Psubd or Mnemonic.Psubsb or Mnemonic.Psubsw or Mnemonic.Psubusb or Mnemonic.Psubusw
            or Mnemonic.Pand or Mnemonic.Pandn or Mnemonic.Por or Mnemonic.Pxor
            or Mnemonic.Pcmpeqb or Mnemonic.Pcmpeqw or Mnemonic.Pcmpeqd or Mnemonic.Pcmpgtb or Mnemonic.Pcmpgtw or Mnemonic.Pcmpgtd
            or Mnemonic.Pmaddwd or Mnemonic.Pmulhw or Mnemonic.Pmullw or Mnemonic.Pmulhuw or Mnemonic.Psadbw or Mnemonic.Pavgb or Mnemonic.Pavgw
            or Mnemonic.Pminub or Mnemonic.Pmaxub or Mnemonic.Pminsw or Mnemonic.Pmaxsw
            or Mnemonic.Psllw or Mnemonic.Pslld or Mnemonic.Psllq or Mnemonic.Psrlw or Mnemonic.Psrld or Mnemonic.Psrlq or Mnemonic.Psraw or Mnemonic.Psrad
            or Mnemonic.Punpcklbw or Mnemonic.Punpcklwd or Mnemonic.Punpckldq or Mnemonic.Punpckhbw or Mnemonic.Punpckhwd or Mnemonic.Punpckhdq
            or Mnemonic.Pshufw or Mnemonic.Pinsrw or Mnemonic.Pextrw or Mnemonic.Pmovmskb => true,
        _ => false,
    };

    private static bool IsSame(in Instruction guest) => guest.Code switch
    {
        // Doubles that the manual does not have.
        Code.Fxch_st0_sti_DDC8 or Code.Fxch_st0_sti_DFC8 or Code.Fcom_st0_sti_DCD0 or Code.Fcomp_st0_sti_DCD8 or Code.Fcomp_st0_sti_DED0
            or Code.Fstp_sti_DFD0 or Code.Fstp_sti_DFD8 or Code.Fstpnce_sti => false,
        _ => IsArithmetic(guest) || IsMove(guest) || IsControl(guest) || IsMmx(guest),
    };

    private static bool IsArithmetic(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Fadd or Mnemonic.Faddp or Mnemonic.Fiadd or Mnemonic.Fsub or Mnemonic.Fsubp or Mnemonic.Fisub or Mnemonic.Fsubr or Mnemonic.Fsubrp or Mnemonic.Fisubr
            or Mnemonic.Fmul or Mnemonic.Fmulp or Mnemonic.Fimul or Mnemonic.Fdiv or Mnemonic.Fdivp or Mnemonic.Fidiv or Mnemonic.Fdivr or Mnemonic.Fdivrp or Mnemonic.Fidivr
            or Mnemonic.Fsqrt or Mnemonic.Frndint or Mnemonic.Fabs or Mnemonic.Fchs or Mnemonic.Fscale or Mnemonic.Fxtract
            or Mnemonic.Fcom or Mnemonic.Fcomp or Mnemonic.Fcompp or Mnemonic.Ficom or Mnemonic.Ficomp or Mnemonic.Fucom or Mnemonic.Fucomp or Mnemonic.Fucompp
            or Mnemonic.Fcomi or Mnemonic.Fcomip or Mnemonic.Fucomi or Mnemonic.Fucomip or Mnemonic.Ftst or Mnemonic.Fxam => true,
        Mnemonic.Fprem or Mnemonic.Fprem1 => HostX87.Remainders,
        _ => false,
    };

    private static bool IsMove(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Fld or Mnemonic.Fild or Mnemonic.Fst or Mnemonic.Fstp or Mnemonic.Fist or Mnemonic.Fistp or Mnemonic.Fxch
            or Mnemonic.Fld1 or Mnemonic.Fldz or Mnemonic.Fldpi or Mnemonic.Fldl2e or Mnemonic.Fldl2t or Mnemonic.Fldlg2 or Mnemonic.Fldln2
            or Mnemonic.Fcmovb or Mnemonic.Fcmove or Mnemonic.Fcmovbe or Mnemonic.Fcmovu or Mnemonic.Fcmovnb or Mnemonic.Fcmovne or Mnemonic.Fcmovnbe or Mnemonic.Fcmovnu => true,
        _ => false,
    };

    private static bool IsControl(in Instruction guest) => guest.Mnemonic switch
    {
        Mnemonic.Wait or Mnemonic.Fnop or Mnemonic.Fnclex or Mnemonic.Fldcw or Mnemonic.Fnstcw or Mnemonic.Fnstsw
            or Mnemonic.Fincstp or Mnemonic.Fdecstp or Mnemonic.Ffree or Mnemonic.Ffreep => true,
        _ => false,
    };
}
