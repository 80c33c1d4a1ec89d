using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>SHL SHR SAR SAL ROL ROR RCL RCR by 1, CL or an immediate; SHLD SHRD.</summary>
internal static unsafe class Shifts
{
    public static void Register(HandlerTable t)
    {
        Family<RotateLeft>(
            t, Code.Rol_rm8_imm8, Code.Rol_rm16_imm8, Code.Rol_rm8_1, Code.Rol_rm16_1, Code.Rol_rm8_CL, Code.Rol_rm16_CL);
        Family<RotateRight>(
            t, Code.Ror_rm8_imm8, Code.Ror_rm16_imm8, Code.Ror_rm8_1, Code.Ror_rm16_1, Code.Ror_rm8_CL, Code.Ror_rm16_CL);
        Family<RotateCarryLeft>(
            t, Code.Rcl_rm8_imm8, Code.Rcl_rm16_imm8, Code.Rcl_rm8_1, Code.Rcl_rm16_1, Code.Rcl_rm8_CL, Code.Rcl_rm16_CL);
        Family<RotateCarryRight>(
            t, Code.Rcr_rm8_imm8, Code.Rcr_rm16_imm8, Code.Rcr_rm8_1, Code.Rcr_rm16_1, Code.Rcr_rm8_CL, Code.Rcr_rm16_CL);
        Family<ShiftLeft>(
            t, Code.Shl_rm8_imm8, Code.Shl_rm16_imm8, Code.Shl_rm8_1, Code.Shl_rm16_1, Code.Shl_rm8_CL, Code.Shl_rm16_CL);
        Family<ShiftRight>(
            t, Code.Shr_rm8_imm8, Code.Shr_rm16_imm8, Code.Shr_rm8_1, Code.Shr_rm16_1, Code.Shr_rm8_CL, Code.Shr_rm16_CL);
        Family<ShiftLeft>(
            t, Code.Sal_rm8_imm8, Code.Sal_rm16_imm8, Code.Sal_rm8_1, Code.Sal_rm16_1, Code.Sal_rm8_CL, Code.Sal_rm16_CL);
        Family<ShiftArithmetic>(
            t, Code.Sar_rm8_imm8, Code.Sar_rm16_imm8, Code.Sar_rm8_1, Code.Sar_rm16_1, Code.Sar_rm8_CL, Code.Sar_rm16_CL);
        t.Add(Code.Shld_rm16_r16_imm8, &DoubleReg<Left, ByImmediate, W16>, &DoubleMem<Left, ByImmediate, W16>);
        t.Add(Code.Shld_rm32_r32_imm8, &DoubleReg<Left, ByImmediate, W32>, &DoubleMem<Left, ByImmediate, W32>);
        t.Add(Code.Shld_rm16_r16_CL, &DoubleReg<Left, ByCl, W16>, &DoubleMem<Left, ByCl, W16>);
        t.Add(Code.Shld_rm32_r32_CL, &DoubleReg<Left, ByCl, W32>, &DoubleMem<Left, ByCl, W32>);
        t.Add(Code.Shrd_rm16_r16_imm8, &DoubleReg<Right, ByImmediate, W16>, &DoubleMem<Right, ByImmediate, W16>);
        t.Add(Code.Shrd_rm32_r32_imm8, &DoubleReg<Right, ByImmediate, W32>, &DoubleMem<Right, ByImmediate, W32>);
        t.Add(Code.Shrd_rm16_r16_CL, &DoubleReg<Right, ByCl, W16>, &DoubleMem<Right, ByCl, W16>);
        t.Add(Code.Shrd_rm32_r32_CL, &DoubleReg<Right, ByCl, W32>, &DoubleMem<Right, ByCl, W32>);
    }

    private static void Family<TOp>(HandlerTable t, Code imm8, Code imm16, Code one8, Code one16, Code cl8, Code cl16)
        where TOp : struct, IShift
    {
        Widths<TOp, ByImmediate>(t, imm8, imm16);
        Widths<TOp, ByImmediate>(t, one8, one16);
        Widths<TOp, ByCl>(t, cl8, cl16);
    }

    private static void Widths<TOp, TCount>(HandlerTable t, Code w8, Code w16)
        where TOp : struct, IShift
        where TCount : struct
    {
        t.Add(w8, &Register<TOp, TCount, W8>, &Memory<TOp, TCount, W8>);
        t.Add(w16, &Register<TOp, TCount, W16>, &Memory<TOp, TCount, W16>);
        t.Add(w16 + 1, &Register<TOp, TCount, W32>, &Memory<TOp, TCount, W32>);
    }

    private static int Count<TCount>(CpuState* s, Op* op)
        where TCount : struct => (int)((typeof(TCount) == typeof(ByCl) ? s->Gpr[Reg.Ecx] : op->Imm) & 31);

    private static bool Register<TOp, TCount, TW>(CpuState* s, Op* op)
        where TOp : struct, IShift
        where TCount : struct
        where TW : struct, IWidth
    {
        int count = Count<TCount>(s, op);
        if (count != 0)
        {
            Reg.Set<TW>(s, op->R0, TOp.Do<TW>(s, Reg.Get<TW>(s, op->R0), count));
        }

        return true;
    }

    private static bool Memory<TOp, TCount, TW>(CpuState* s, Op* op)
        where TOp : struct, IShift
        where TCount : struct
        where TW : struct, IWidth
    {
        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        int count = Count<TCount>(s, op);
        if (count != 0)
        {
            TW.Store(place, TOp.Do<TW>(s, TW.Load(place), count));
        }

        Mem.EndRmw(s, place);
        return true;
    }

    private static bool DoubleReg<TDirection, TCount, TW>(CpuState* s, Op* op)
        where TDirection : struct
        where TCount : struct
        where TW : struct, IWidth
    {
        int count = Count<TCount>(s, op);
        if (count != 0)
        {
            Reg.Set<TW>(s, op->R0, Double<TDirection, TW>(s, Reg.Get<TW>(s, op->R0), Reg.Get<TW>(s, op->R1), count));
        }

        return true;
    }

    private static bool DoubleMem<TDirection, TCount, TW>(CpuState* s, Op* op)
        where TDirection : struct
        where TCount : struct
        where TW : struct, IWidth
    {
        byte* place = Mem.BeginRmw<TW>(s, op);
        if (place == null)
        {
            return false;
        }

        int count = Count<TCount>(s, op);
        if (count != 0)
        {
            TW.Store(place, Double<TDirection, TW>(s, TW.Load(place), Reg.Get<TW>(s, op->R1), count));
        }

        Mem.EndRmw(s, place);
        return true;
    }

    /// <summary>A count beyond 16 with 16-bit operands is undefined by the manual: the P6 shifts the 48 bits a:b:a.</summary>
    private static uint Double<TDirection, TW>(CpuState* s, uint a, uint b, int count)
        where TDirection : struct
        where TW : struct, IWidth
    {
        uint r;
        bool cf;
        bool of;
        if (typeof(TDirection) == typeof(Left))
        {
            // a:b:a with a on top; the operand's place is the topmost width bits.
            UInt128 wide = ((UInt128)a << (2 * TW.Bits)) | ((UInt128)b << TW.Bits) | a;
            UInt128 shifted = wide << count;
            r = (uint)(shifted >> (2 * TW.Bits)) & TW.Mask;
            cf = ((uint)(shifted >> (3 * TW.Bits)) & 1) != 0;
            of = cf != ((r & TW.Sign) != 0);
        }
        else
        {
            UInt128 wide = ((UInt128)a << (2 * TW.Bits)) | ((UInt128)b << TW.Bits) | a;
            r = (uint)(wide >> count) & TW.Mask;
            cf = ((uint)(wide >> (count - 1)) & 1) != 0;
            of = ((r ^ (r << 1)) & TW.Sign) != 0;
        }

        Flags.SetResult<TW>(s, r, cf, of, af: true);
        return r;
    }

    private readonly struct ByImmediate;

    private readonly struct ByCl;

    private readonly struct Left;

    private readonly struct Right;
}
