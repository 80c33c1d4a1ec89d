using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Which handler executes which MMX or SSE instruction.</summary>
/// <remarks>PADDQ on MMX registers, which Iced counts as MMX, came with SSE2 (Intel SDM vol. 2): the part raises #UD, so it is not here.</remarks>
internal static unsafe class SimdHandlers
{
    public static void Register(HandlerTable table)
    {
        RegisterMmx(table);
        RegisterMmxSpecial(table);
        RegisterShifts(table);
        RegisterSse(table);
        RegisterSseMoves(table);
        RegisterConversions(table);
        RegisterState(table);
    }

    private static void RegisterMmx(HandlerTable table)
    {
        Mmx<Paddb>(table, Code.Paddb_mm_mmm64);
        Mmx<Paddw>(table, Code.Paddw_mm_mmm64);
        Mmx<Paddd>(table, Code.Paddd_mm_mmm64);
        Mmx<Psubb>(table, Code.Psubb_mm_mmm64);
        Mmx<Psubw>(table, Code.Psubw_mm_mmm64);
        Mmx<Psubd>(table, Code.Psubd_mm_mmm64);
        Mmx<Paddsb>(table, Code.Paddsb_mm_mmm64);
        Mmx<Paddsw>(table, Code.Paddsw_mm_mmm64);
        Mmx<Paddusb>(table, Code.Paddusb_mm_mmm64);
        Mmx<Paddusw>(table, Code.Paddusw_mm_mmm64);
        Mmx<Psubsb>(table, Code.Psubsb_mm_mmm64);
        Mmx<Psubsw>(table, Code.Psubsw_mm_mmm64);
        Mmx<Psubusb>(table, Code.Psubusb_mm_mmm64);
        Mmx<Psubusw>(table, Code.Psubusw_mm_mmm64);
        Mmx<Pmullw>(table, Code.Pmullw_mm_mmm64);
        Mmx<Pmulhw>(table, Code.Pmulhw_mm_mmm64);
        Mmx<Pmulhuw>(table, Code.Pmulhuw_mm_mmm64);
        Mmx<Pmaddwd>(table, Code.Pmaddwd_mm_mmm64);
        Mmx<Psadbw>(table, Code.Psadbw_mm_mmm64);
        Mmx<Pavgb>(table, Code.Pavgb_mm_mmm64);
        Mmx<Pavgw>(table, Code.Pavgw_mm_mmm64);
        Mmx<Pminub>(table, Code.Pminub_mm_mmm64);
        Mmx<Pmaxub>(table, Code.Pmaxub_mm_mmm64);
        Mmx<Pminsw>(table, Code.Pminsw_mm_mmm64);
        Mmx<Pmaxsw>(table, Code.Pmaxsw_mm_mmm64);
        Mmx<Pand>(table, Code.Pand_mm_mmm64);
        Mmx<Pandn>(table, Code.Pandn_mm_mmm64);
        Mmx<Por>(table, Code.Por_mm_mmm64);
        Mmx<Pxor>(table, Code.Pxor_mm_mmm64);
        Mmx<Pcmpeqb>(table, Code.Pcmpeqb_mm_mmm64);
        Mmx<Pcmpeqw>(table, Code.Pcmpeqw_mm_mmm64);
        Mmx<Pcmpeqd>(table, Code.Pcmpeqd_mm_mmm64);
        Mmx<Pcmpgtb>(table, Code.Pcmpgtb_mm_mmm64);
        Mmx<Pcmpgtw>(table, Code.Pcmpgtw_mm_mmm64);
        Mmx<Pcmpgtd>(table, Code.Pcmpgtd_mm_mmm64);
        Mmx<Packsswb>(table, Code.Packsswb_mm_mmm64);
        Mmx<Packssdw>(table, Code.Packssdw_mm_mmm64);
        Mmx<Packuswb>(table, Code.Packuswb_mm_mmm64);
        Mmx<Punpckhbw>(table, Code.Punpckhbw_mm_mmm64);
        Mmx<Punpckhwd>(table, Code.Punpckhwd_mm_mmm64);
        Mmx<Punpckhdq>(table, Code.Punpckhdq_mm_mmm64);
        Mmx<Psllw>(table, Code.Psllw_mm_mmm64);
        Mmx<Pslld>(table, Code.Pslld_mm_mmm64);
        Mmx<Psllq>(table, Code.Psllq_mm_mmm64);
        Mmx<Psrlw>(table, Code.Psrlw_mm_mmm64);
        Mmx<Psrld>(table, Code.Psrld_mm_mmm64);
        Mmx<Psrlq>(table, Code.Psrlq_mm_mmm64);
        Mmx<Psraw>(table, Code.Psraw_mm_mmm64);
        Mmx<Psrad>(table, Code.Psrad_mm_mmm64);
        Mmx<MmxMove>(table, Code.Movq_mm_mmm64);
        Mmx32<Punpcklbw>(table, Code.Punpcklbw_mm_mmm32);
        Mmx32<Punpcklwd>(table, Code.Punpcklwd_mm_mmm32);
        Mmx32<Punpckldq>(table, Code.Punpckldq_mm_mmm32);
    }

    private static void RegisterMmxSpecial(HandlerTable table)
    {
        table.Add(Code.Movq_mmm64_mm, &MmxHandlers.Register<MmxMove>, &MmxHandlers.Store);
        table.Add(Code.Movntq_m64_mm, &MmxHandlers.Store);
        table.Add(Code.Movd_mm_rm32, &MmxHandlers.MovdFromRegister, &MmxHandlers.MovdFromMemory);
        table.Add(Code.Movd_rm32_mm, &MmxHandlers.MovdToRegister, &MmxHandlers.MovdToMemory);
        table.Add(Code.Pshufw_mm_mmm64_imm8, &MmxHandlers.PshufwRegister, &MmxHandlers.PshufwMemory);
        table.Add(Code.Pinsrw_mm_r32m16_imm8, &MmxHandlers.PinsrwRegister, &MmxHandlers.PinsrwMemory);
        table.Add(Code.Pextrw_r32_mm_imm8, &MmxHandlers.Pextrw);
        table.Add(Code.Pmovmskb_r32_mm, &MmxHandlers.Pmovmskb);
        table.Add(Code.Maskmovq_rDI_mm_mm, &MmxHandlers.Maskmovq);
        table.Add(Code.Emms, &MmxHandlers.Emms);
    }

    private static void RegisterShifts(HandlerTable table)
    {
        table.Add(Code.Psllw_mm_imm8, &MmxHandlers.Immediate<Psllw>);
        table.Add(Code.Pslld_mm_imm8, &MmxHandlers.Immediate<Pslld>);
        table.Add(Code.Psllq_mm_imm8, &MmxHandlers.Immediate<Psllq>);
        table.Add(Code.Psrlw_mm_imm8, &MmxHandlers.Immediate<Psrlw>);
        table.Add(Code.Psrld_mm_imm8, &MmxHandlers.Immediate<Psrld>);
        table.Add(Code.Psrlq_mm_imm8, &MmxHandlers.Immediate<Psrlq>);
        table.Add(Code.Psraw_mm_imm8, &MmxHandlers.Immediate<Psraw>);
        table.Add(Code.Psrad_mm_imm8, &MmxHandlers.Immediate<Psrad>);
    }

    private static void RegisterSse(HandlerTable table)
    {
        Sse<SseAdd>(table, Code.Addps_xmm_xmmm128, Code.Addss_xmm_xmmm32);
        Sse<SseSubtract>(table, Code.Subps_xmm_xmmm128, Code.Subss_xmm_xmmm32);
        Sse<SseMultiply>(table, Code.Mulps_xmm_xmmm128, Code.Mulss_xmm_xmmm32);
        Sse<SseDivide>(table, Code.Divps_xmm_xmmm128, Code.Divss_xmm_xmmm32);
        Sse<SseMinimum>(table, Code.Minps_xmm_xmmm128, Code.Minss_xmm_xmmm32);
        Sse<SseMaximum>(table, Code.Maxps_xmm_xmmm128, Code.Maxss_xmm_xmmm32);
        Sse<SseSquareRoot>(table, Code.Sqrtps_xmm_xmmm128, Code.Sqrtss_xmm_xmmm32);
        Sse<SseReciprocal>(table, Code.Rcpps_xmm_xmmm128, Code.Rcpss_xmm_xmmm32);
        Sse<SseReciprocalRoot>(table, Code.Rsqrtps_xmm_xmmm128, Code.Rsqrtss_xmm_xmmm32);
        table.Add(Code.Cmpps_xmm_xmmm128_imm8, &SseCompare.PackedRegister, &SseCompare.PackedMemory);
        table.Add(Code.Cmpss_xmm_xmmm32_imm8, &SseCompare.ScalarRegister, &SseCompare.ScalarMemory);
        table.Add(Code.Comiss_xmm_xmmm32, &SseCompare.ComissRegister, &SseCompare.ComissMemory);
        table.Add(Code.Ucomiss_xmm_xmmm32, &SseCompare.UcomissRegister, &SseCompare.UcomissMemory);
    }

    private static void RegisterSseMoves(HandlerTable table)
    {
        Packed<SseAnd>(table, Code.Andps_xmm_xmmm128);
        Packed<SseAndNot>(table, Code.Andnps_xmm_xmmm128);
        Packed<SseOr>(table, Code.Orps_xmm_xmmm128);
        Packed<SseXor>(table, Code.Xorps_xmm_xmmm128);
        Packed<SseMove>(table, Code.Movaps_xmm_xmmm128);
        Packed<SseUnpackLow>(table, Code.Unpcklps_xmm_xmmm128);
        Packed<SseUnpackHigh>(table, Code.Unpckhps_xmm_xmmm128);
        Packed<SseShuffle>(table, Code.Shufps_xmm_xmmm128_imm8);
        table.Add(Code.Movaps_xmmm128_xmm, &SseMoves.Register<SseMove>, &SseMoves.StoreAligned);
        table.Add(Code.Movups_xmm_xmmm128, &SseMoves.Register<SseMove>, &SseMoves.LoadUnaligned);
        table.Add(Code.Movups_xmmm128_xmm, &SseMoves.Register<SseMove>, &SseMoves.StoreUnaligned);
        table.Add(Code.Movss_xmm_xmmm32, &SseMoves.Register<SseMoveLowest>, &SseMoves.LoadScalar);
        table.Add(Code.Movss_xmmm32_xmm, &SseMoves.Register<SseMoveLowest>, &SseMoves.StoreScalar);
        table.Add(Code.Movhlps_xmm_xmm, &SseMoves.Register<SseMoveHighToLow>);
        table.Add(Code.Movlhps_xmm_xmm, &SseMoves.Register<SseMoveLowToHigh>);
        table.Add(Code.Movlps_xmm_m64, &SseMoves.LoadLow);
        table.Add(Code.Movlps_m64_xmm, &SseMoves.StoreLow);
        table.Add(Code.Movhps_xmm_m64, &SseMoves.LoadHigh);
        table.Add(Code.Movhps_m64_xmm, &SseMoves.StoreHigh);
        table.Add(Code.Movntps_m128_xmm, &SseMoves.StoreAligned);
        table.Add(Code.Movmskps_r32_xmm, &SseMoves.MoveMask);
    }

    private static void RegisterConversions(HandlerTable table)
    {
        table.Add(Code.Cvtpi2ps_xmm_mmm64, &SseConvert.Cvtpi2psRegister, &SseConvert.Cvtpi2psMemory);
        table.Add(Code.Cvtps2pi_mm_xmmm64, &SseConvert.Cvtps2piRegister, &SseConvert.Cvtps2piMemory);
        table.Add(Code.Cvttps2pi_mm_xmmm64, &SseConvert.Cvttps2piRegister, &SseConvert.Cvttps2piMemory);
        table.Add(Code.Cvtsi2ss_xmm_rm32, &SseConvert.Cvtsi2ssRegister, &SseConvert.Cvtsi2ssMemory);
        table.Add(Code.Cvtss2si_r32_xmmm32, &SseConvert.Cvtss2siRegister, &SseConvert.Cvtss2siMemory);
        table.Add(Code.Cvttss2si_r32_xmmm32, &SseConvert.Cvttss2siRegister, &SseConvert.Cvttss2siMemory);
    }

    private static void RegisterState(HandlerTable table)
    {
        table.Add(Code.Ldmxcsr_m32, &SseMoves.LoadMxcsr);
        table.Add(Code.Stmxcsr_m32, &SseMoves.StoreMxcsr);
        Code[] nothing =
        [
            Code.Prefetchnta_m8, Code.Prefetcht0_m8, Code.Prefetcht1_m8, Code.Prefetcht2_m8, Code.Sfence, Code.Sfence_F9,
            Code.Sfence_FA, Code.Sfence_FB, Code.Sfence_FC, Code.Sfence_FD, Code.Sfence_FE, Code.Sfence_FF,
        ];
        foreach (Code code in nothing)
        {
            table.Add(code, &SseMoves.Nothing);
        }
    }

    private static void Mmx<TOperation>(HandlerTable table, Code code)
        where TOperation : struct, IMmxOperation =>
        table.Add(code, &MmxHandlers.Register<TOperation>, &MmxHandlers.Memory<TOperation>);

    private static void Mmx32<TOperation>(HandlerTable table, Code code)
        where TOperation : struct, IMmxOperation =>
        table.Add(code, &MmxHandlers.Register<TOperation>, &MmxHandlers.Memory32<TOperation>);

    private static void Sse<TOperation>(HandlerTable table, Code packed, Code scalar)
        where TOperation : struct, ISseOperation
    {
        table.Add(packed, &SseHandlers.PackedRegister<TOperation>, &SseHandlers.PackedMemory<TOperation>);
        table.Add(scalar, &SseHandlers.ScalarRegister<TOperation>, &SseHandlers.ScalarMemory<TOperation>);
    }

    private static void Packed<TOperation>(HandlerTable table, Code code)
        where TOperation : struct, IPackedOperation =>
        table.Add(code, &SseMoves.Register<TOperation>, &SseMoves.Memory<TOperation>);
}
