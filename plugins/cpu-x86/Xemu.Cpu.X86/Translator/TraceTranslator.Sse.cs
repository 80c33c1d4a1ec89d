using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>SSE instructions that the host does in another way: its XMM registers 8 to 13 are scratch.</content>
internal sealed unsafe partial class TraceTranslator
{
    private bool TryEmitSse(in Instruction guest)
    {
        switch (guest.Code)
        {
            case Code.Cvtps2pi_mm_xmmm64:
                return TryEmitToMmx(guest, Code.Cvtps2dq_xmm_xmmm128);
            case Code.Cvttps2pi_mm_xmmm64:
                return TryEmitToMmx(guest, Code.Cvttps2dq_xmm_xmmm128);
            case Code.Cvtpi2ps_xmm_mmm64:
                return TryEmitFromMmx(guest);
            case Code.Ldmxcsr_m32:
                return TryEmitLoadMxcsr(guest);
            case Code.Rcpps_xmm_xmmm128 or Code.Rsqrtps_xmm_xmmm128:
                return TryEmitApproximation(guest, Code.Movaps_xmm_xmmm128);
            case Code.Rcpss_xmm_xmmm32 or Code.Rsqrtss_xmm_xmmm32:
                return TryEmitApproximation(guest, Code.Movss_xmm_xmmm32);
            default:
                return false;
        }
    }

    /// <summary>CVTPS2PI and CVTTPS2PI by way of an XMM register: an exception comes before the step into MMX state, on any host.</summary>
    private bool TryEmitToMmx(in Instruction guest, Code convert)
    {
        if (!TryMapSource(guest, Code.Movq_xmm_xmmm64, out Instruction load))
        {
            return false;
        }

        EmitSseGate();
        EmitFpuGate();
        EmitBase(guest);
        AddGuest(load);
        _x.Add(Instruction.Create(convert, Register.XMM8, Register.XMM8));
        _x.Add(Instruction.Create(Code.Movdq2q_mm_xmm, guest.Op0Register, Register.XMM8));
        return true;
    }

    /// <summary>CVTPI2PS, which always steps into MMX state (Intel SDM vol. 2). The gate is closed while its only exception is unmasked.</summary>
    private bool TryEmitFromMmx(in Instruction guest)
    {
        Instruction load = Instruction.Create(Code.Movq2dq_xmm_mm, Register.XMM8, guest.Op1Register);
        if (guest.Op1Kind == OpKind.Memory && !TryMapSource(guest, Code.Movq_xmm_xmmm64, out load))
        {
            return false;
        }

        EmitSseGate();
        EmitFpuGate();
        EmitBase(guest);
        AddGuest(load);
        if (guest.Op1Kind == OpKind.Memory)
        {
            // Reads a register for no other purpose than the step.
            _x.Add(Instruction.Create(Code.Movd_rm32_mm, Register.R8D, Register.MM0));
        }

        _x.Add(Instruction.Create(Code.Cvtdq2ps_xmm_xmmm128, Register.XMM8, Register.XMM8));
        _x.Add(Instruction.Create(Code.Movsd_xmm_xmmm64, guest.Op0Register, Register.XMM8));
        return true;
    }

    /// <summary>The load of a source operand into XMM8.</summary>
    private bool TryMapSource(in Instruction guest, Code code, out Instruction load)
    {
        if (guest.Op1Kind == OpKind.Register)
        {
            load = Instruction.Create(code, Register.XMM8, guest.Op1Register);
            return true;
        }

        load = Instruction.Create(code, Register.XMM8, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        return InstructionMapper.TryMapMemory(guest, _bias, ref load, ref needsRex);
    }

    /// <summary>LDMXCSR, but for a value that unmasks an exception or has bits that the part lacks: that is interpreted.</summary>
    private bool TryEmitLoadMxcsr(in Instruction guest)
    {
        const uint AllMasks = Mxcsr.AllFlags << Mxcsr.MaskShift;
        Instruction load = Instruction.Create(Code.Mov_r32_rm32, Register.R8D, new MemoryOperand(Register.EAX));
        Instruction host = Instruction.Create(Code.Ldmxcsr_m32, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        if (InstructionMapper.IsBased(guest) || !InstructionMapper.TryMapMemory(guest, _bias, ref load, ref needsRex)
            || !InstructionMapper.TryMapMemory(guest, _bias, ref host, ref needsRex))
        {
            return false;
        }

        EmitSseGate();
        AddGuest(load);
        _x.MoveRegister(HostRegister.R9, HostRegister.Rcx);
        _x.MoveImmediate(HostRegister.Rcx, ~Mxcsr.Valid);
        _x.Add(Instruction.Create(Code.VEX_Pext_r32_r32_rm32, Register.R10D, Register.R8D, Register.ECX));
        _x.Add(Instruction.Create(Code.Not_rm32, Register.R8D));
        _x.MoveImmediate(HostRegister.Rcx, AllMasks);
        _x.Add(Instruction.Create(Code.VEX_Pext_r32_r32_rm32, Register.ECX, Register.R8D, Register.ECX));
        _x.LeaSum(HostRegister.Rcx, HostRegister.Rcx, HostRegister.R10);
        EmitUnlessZero();
        AddGuest(host);
        return true;
    }

    /// <summary>Leaves the instruction to the interpreter unless ECX, whose value of the guest is in R9, is zero; gives ECX back.</summary>
    private void EmitUnlessZero()
    {
        const byte JumpIfZero = 0xE3;
        int zero = _x.ShortOnEcx(JumpIfZero);
        _x.MoveRegister(HostRegister.Rcx, HostRegister.R9);
        CodeLabel label = CodeLabel.Unknown;
        _x.Jump(ref label);
        _returns.Add((label, _item));
        _x.EndShort(zero);
        _x.MoveRegister(HostRegister.Rcx, HostRegister.R9);
    }

    /// <summary>RCPPS, RSQRTPS and their scalar forms, as <see cref="Approximation"/> has them, by its tables.</summary>
    private bool TryEmitApproximation(in Instruction guest, Code move)
    {
        if (!TryMapSource(guest, move, out Instruction load))
        {
            return false;
        }

        EmitSseGate();
        EmitBase(guest);
        AddGuest(load);
        if (guest.Mnemonic is Mnemonic.Rcpps or Mnemonic.Rcpss)
        {
            EmitReciprocal();
        }
        else
        {
            EmitReciprocalRoot();
        }

        // A NaN comes back, quiet.
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM9, Register.XMM8, ApproximationData.Magnitude);
        Vector(Code.VEX_Vpcmpgtd_xmm_xmm_xmmm128, Register.XMM9, Register.XMM9, ApproximationData.Exponent);
        Vector(Code.VEX_Vpor_xmm_xmm_xmmm128, Register.XMM10, Register.XMM8, ApproximationData.Quiet);
        Blend(Register.XMM10, Register.XMM9);
        _x.Add(Instruction.Create(move, guest.Op0Register, Register.XMM11));
        return true;
    }

    /// <summary>XMM11 = the sign and 253 less the exponent with the table's fraction; zero beyond, infinity for zero and denormals.</summary>
    private void EmitReciprocal()
    {
        EmitTable(shift: 12, ApproximationData.Reciprocals);
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM9, Register.XMM8, ApproximationData.Exponent);
        _x.Add(Instruction.Create(Code.VEX_Vmovdqa_xmm_xmmm128, Register.XMM10, Constant(ApproximationData.ReciprocalTop)));
        Vector(Code.VEX_Vpsubd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM10, Register.XMM9);
        Vector(Code.VEX_Vpaddd_xmm_xmm_xmmm128, Register.XMM11, Register.XMM11, Register.XMM10);
        Vector(Code.VEX_Vpcmpgtd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM9, ApproximationData.ReciprocalLast);
        Vector(Code.VEX_Vpandn_xmm_xmm_xmmm128, Register.XMM11, Register.XMM10, Register.XMM11);
        EmitIsZeroExponent();
        _x.Add(Instruction.Create(Code.VEX_Vmovdqa_xmm_xmmm128, Register.XMM12, Constant(ApproximationData.Exponent)));
        Blend(Register.XMM12, Register.XMM10);
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM9, Register.XMM8, ApproximationData.Sign);
        Vector(Code.VEX_Vpor_xmm_xmm_xmmm128, Register.XMM11, Register.XMM11, Register.XMM9);
    }

    /// <summary>XMM11 = 190 less half the exponent, rounded up, with the table's fraction; zero for infinity, the default NaN below zero, infinity for zero and denormals.</summary>
    private void EmitReciprocalRoot()
    {
        EmitTable(shift: 13, ApproximationData.Roots);
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM9, Register.XMM8, ApproximationData.Exponent);
        Vector(Code.VEX_Vpaddd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM9, ApproximationData.Step);
        _x.Add(Instruction.Create(Code.VEX_Vpsrld_xmm_xmm_imm8, Register.XMM10, Register.XMM10, 1));
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM10, Register.XMM10, ApproximationData.Exponent);
        _x.Add(Instruction.Create(Code.VEX_Vmovdqa_xmm_xmmm128, Register.XMM12, Constant(ApproximationData.RootTop)));
        Vector(Code.VEX_Vpsubd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM12, Register.XMM10);
        Vector(Code.VEX_Vpaddd_xmm_xmm_xmmm128, Register.XMM11, Register.XMM11, Register.XMM10);
        Vector(Code.VEX_Vpcmpeqd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM9, ApproximationData.Exponent);
        Vector(Code.VEX_Vpandn_xmm_xmm_xmmm128, Register.XMM11, Register.XMM10, Register.XMM11);
        _x.Add(Instruction.Create(Code.VEX_Vmovdqa_xmm_xmmm128, Register.XMM12, Constant(ApproximationData.DefaultNaN)));
        Blend(Register.XMM12, Register.XMM8);
        EmitIsZeroExponent();
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM12, Register.XMM8, ApproximationData.Sign);
        Vector(Code.VEX_Vpor_xmm_xmm_xmmm128, Register.XMM12, Register.XMM12, ApproximationData.Exponent);
        Blend(Register.XMM12, Register.XMM10);
    }

    /// <summary>XMM11 = entries of a table by 11 bits of XMM8.</summary>
    private void EmitTable(int shift, int table)
    {
        _x.Add(Instruction.Create(Code.VEX_Vpsrld_xmm_xmm_imm8, Register.XMM9, Register.XMM8, shift));
        Vector(Code.VEX_Vpand_xmm_xmm_xmmm128, Register.XMM9, Register.XMM9, ApproximationData.Index);
        Vector(Code.VEX_Vpcmpeqd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM10, Register.XMM10);
        Vector(Code.VEX_Vpxor_xmm_xmm_xmmm128, Register.XMM11, Register.XMM11, Register.XMM11);

        // SAFETY: the index is below the number of entries.
        var place = new MemoryOperand(Register.None, Register.XMM9, 4, (long)_code.Data + table, 4);
        _x.Add(Instruction.Create(Code.VEX_Vpgatherdd_xmm_vm32x_xmm, Register.XMM11, place, Register.XMM10));
    }

    /// <summary>XMM10 = ones where the exponent in XMM9 is zero. XMM12 is lost.</summary>
    private void EmitIsZeroExponent()
    {
        Vector(Code.VEX_Vpxor_xmm_xmm_xmmm128, Register.XMM12, Register.XMM12, Register.XMM12);
        Vector(Code.VEX_Vpcmpeqd_xmm_xmm_xmmm128, Register.XMM10, Register.XMM9, Register.XMM12);
    }

    /// <summary>XMM11 = value where the mask's sign is set.</summary>
    private void Blend(Register value, Register mask) =>
        _x.Add(Instruction.Create(Code.VEX_Vblendvps_xmm_xmm_xmmm128_xmm, Register.XMM11, Register.XMM11, value, mask));

    private void Vector(Code code, Register to, Register first, Register second) => _x.Add(Instruction.Create(code, to, first, second));

    private void Vector(Code code, Register to, Register first, int constant) => _x.Add(Instruction.Create(code, to, first, Constant(constant)));

    private MemoryOperand Constant(int offset) => new(Register.None, Register.None, 1, (long)_code.Data + offset, 4);
}
