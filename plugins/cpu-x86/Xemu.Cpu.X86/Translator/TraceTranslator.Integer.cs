using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>Instructions that do not branch.</content>
internal sealed unsafe partial class TraceTranslator
{
    private static readonly int NarrowTrapOffset = (int)Marshal.OffsetOf<Segment>(nameof(Segment.NarrowTrap));

    private bool TryEmit(in Instruction guest)
    {
        switch (guest.Code)
        {
            case Code.Push_r32:
                EmitPushRegister(guest.Op0Register.GetNumber());
                return true;
            case Code.Pushd_imm8 or Code.Pushd_imm32:
                EmitPush((uint)guest.GetImmediate(0));
                return true;
            case Code.Push_rm32:
                return TryEmitPushMemory(guest);
            case Code.Pop_r32:
                return TryEmitPop(guest.Op0Register.GetNumber());
            case Code.Leaved:
                _operands.Load(_x, HostRegister.R8, HostRegister.Rbp, 0);
                _x.Lea(HostRegister.Esp, HostRegister.Rbp, 4);
                _x.MoveRegister(HostRegister.Rbp, HostRegister.R8);
                _bias = 0;
                return true;
            case Code.Mov_r32_rm32 or Code.Mov_rm32_r32 when guest.Op1Kind == OpKind.Register && guest.Op1Register == Register.ESP && guest.Op0Kind == OpKind.Register
                && guest.Op0Register != Register.ESP:
                _x.Lea(guest.Op0Register.GetNumber(), HostRegister.Esp, _bias);
                return true;
            case Code.Bsf_r32_rm32 or Code.Bsr_r32_rm32:
                return TryEmitScan(guest);
            case Code.Bt_rm32_r32 or Code.Bts_rm32_r32 or Code.Btr_rm32_r32 or Code.Btc_rm32_r32 when guest.Op0Kind == OpKind.Memory:
                return TryEmitBitString(guest);
            case Code.Cld:
                // Emitted code runs with DF clear only.
                return true;
            case Code.Mov_EAX_moffs32 or Code.Mov_AX_moffs16 or Code.Mov_AL_moffs8 or Code.Mov_moffs32_EAX or Code.Mov_moffs16_AX or Code.Mov_moffs8_AL:
                return TryEmitOffset(guest);
            case Code.Pause:
                return TryEmitMapped(guest);
            default:
                return Moves.Nothing.Contains(guest.Code) || TryEmitString(guest) || TryEmitSystem(guest) || TryEmitFpu(guest) || TryEmitSse(guest) || TryEmitMapped(guest);
        }
    }

    /// <summary>Whether an instruction names ESP other than as the base of an address, so that its register must be up to date.</summary>
    private static bool NeedsPlainStack(in Instruction guest)
    {
        for (int i = 0; i < guest.OpCount; i++)
        {
            if (guest.GetOpKind(i) == OpKind.Register && guest.GetOpRegister(i).GetFullRegister32() == Register.ESP)
            {
                return guest.Code != Code.Push_r32 && !(i == 1 && guest.Mnemonic == Mnemonic.Mov && guest.Op0Kind == OpKind.Register && guest.Op0Register.IsGPR32());
            }
        }

        return false;
    }

    private bool TryEmitMapped(in Instruction guest)
    {
        bool isQuotient = guest.Mnemonic is Mnemonic.Div or Mnemonic.Idiv;
        bool areHosts = FlagRules.AreHosts(guest, _path.Instructions[(_item + 1)..]);
        if (!InstructionMapper.TryMap(guest, _bias, out Instruction host) || !(areHosts || isQuotient))
        {
            return false;
        }

        if (!_operands.AllowHighBytes && FlagRules.MemoryOperand(guest) >= 0 && FlagRules.HasHighByte(guest))
        {
            return TryEmitHighByte(guest);
        }

        if (InstructionMapper.IsSse(guest))
        {
            EmitSseGate();
        }

        EmitBase(guest);
        _operands.Reach(_x, ref host);
        if (!areHosts)
        {
            // The guest's stay as they are.
            _x.SaveFlags();
        }

        _x.Add(host);
        if (!areHosts)
        {
            _x.RestoreFlags();
        }

        return true;
    }

    /// <summary>An operand in memory beside AH, CH, DH or BH, by way of R8: the register is read into it before, or written from it after the access.</summary>
    private bool TryEmitHighByte(in Instruction guest)
    {
        int memory = FlagRules.MemoryOperand(guest);
        Register high = guest.GetOpRegister(1 - memory);
        if (InstructionMapper.IsBased(guest) || guest.Mnemonic is Mnemonic.Xchg or Mnemonic.Xadd)
        {
            return false;
        }

        if (memory == 0)
        {
            const uint ByteBits = 8;
            Instruction low = guest;
            low.Op1Register = Register.R8L;
            _ = InstructionMapper.TryMap(low, _bias, out Instruction host);
            _x.Add(Instruction.Create(Code.VEX_Rorx_r32_rm32_imm8, Register.R8D, high.GetFullRegister32(), ByteBits));
            AddGuest(host);
            return true;
        }

        Instruction load = Instruction.Create(Code.Mov_r8_rm8, Register.R8L, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        _ = InstructionMapper.TryMapMemory(guest, _bias, ref load, ref needsRex);
        AddGuest(load);

        // No form has it and R8 both, so another register stands in.
        int other = high == Register.BH ? HostRegister.Rax : HostRegister.Rbx;
        Instruction apply = guest;
        apply.CodeSize = CodeSize.Code64;
        apply.SegmentPrefix = Register.None;
        apply.Op1Kind = OpKind.Register;
        apply.Op1Register = Register.AL + other;
        _x.MoveRegister(HostRegister.R9, other);
        _x.MoveRegister(other, HostRegister.R8);
        _x.Add(apply);
        _x.MoveRegister(other, HostRegister.R9);
        return true;
    }

    /// <summary>BSF and BSR: the flags by the source, as TEST sets them.</summary>
    private bool TryEmitScan(in Instruction guest)
    {
        if (guest.Op1Kind == OpKind.Register)
        {
            EmitMoveFromGuest(HostRegister.R8, guest.Op1Register.GetNumber());
        }
        else if (!TryEmitLoad(guest, Register.R8D))
        {
            return false;
        }

        _ = InstructionMapper.TryMap(guest.Op0Register, out Register destination);
        _x.Add(Instruction.Create(guest.Code, destination, Register.R8D));
        _x.Add(Instruction.Create(Code.Test_rm32_r32, Register.R8D, Register.R8D));
        return true;
    }

    /// <summary>Once a trace: a load that faults while SSE instructions do; what they depend on changes only where blocks end.</summary>
    private void EmitSseGate()
    {
        if (!_hasSseGate)
        {
            _hasSseGate = true;
            _x.Load64(HostRegister.R8, HostRegister.State, SseGateOffset);
            _x.Load(HostRegister.R8, HostRegister.R8, 0);
        }
    }

    /// <summary>The linear address of an operand in FS or GS in R8, and in R9 what makes it fault while the segment is not whole.</summary>
    private void EmitBase(in Instruction guest)
    {
        if (FlagRules.MemoryOperand(guest) < 0 || !InstructionMapper.IsBased(guest))
        {
            return;
        }

        int segment = SegmentsOffset + ((guest.MemorySegment - Register.ES) * sizeof(Segment));
        _x.Load(HostRegister.R9, HostRegister.State, segment);
        Instruction address = Instruction.Create(Code.Lea_r32_m, Register.R8D, new MemoryOperand(Register.R9, Register.None, 1, 0, 0));
        InstructionMapper.SetAddress(guest, _bias, ref address);
        if (address.MemoryBase == Register.None && address.MemoryIndex == Register.None)
        {
            _x.Lea(HostRegister.R8, HostRegister.R9, (int)guest.MemoryDisplacement32);
        }
        else
        {
            _x.Add(address);
            _x.LeaSum(HostRegister.R8, HostRegister.R8, HostRegister.R9);
        }

        _x.Load64(HostRegister.R9, HostRegister.State, segment + NarrowTrapOffset);
    }

    /// <summary>An instruction with an operand in guest memory, as <see cref="InstructionMapper"/> gives it.</summary>
    private void AddGuest(Instruction host)
    {
        _operands.Reach(_x, ref host);
        _x.Add(host);
    }

    private void EmitMoveFromGuest(int host, int guest)
    {
        if (guest == Reg.Esp)
        {
            _x.Lea(host, HostRegister.Esp, _bias);
        }
        else
        {
            _x.MoveRegister(host, guest);
        }
    }

    private void EmitPush(uint value)
    {
        _operands.StoreImmediate(_x, HostRegister.Esp, _bias - 4, value);
        _bias -= 4;
    }

    private void EmitPushRegister(int guest)
    {
        int from = guest;
        if (guest == Reg.Esp)
        {
            _x.Lea(HostRegister.R8, HostRegister.Esp, _bias);
            from = HostRegister.R8;
        }

        _operands.Store(_x, HostRegister.Esp, _bias - 4, from);
        _bias -= 4;
    }

    private bool TryEmitPushMemory(in Instruction guest)
    {
        if (guest.Op0Kind != OpKind.Memory)
        {
            EmitPushRegister(guest.Op0Register.GetNumber());
            return true;
        }

        if (!TryEmitLoad(guest, Register.R8D))
        {
            return false;
        }

        _operands.Store(_x, HostRegister.Esp, _bias - 4, HostRegister.R8);
        _bias -= 4;
        return true;
    }

    private bool TryEmitPop(int register)
    {
        if (register == Reg.Esp)
        {
            return false;
        }

        _operands.Load(_x, register, HostRegister.Esp, _bias);
        _bias += 4;
        return true;
    }

    // AL, AX and EAX with an absolute address have a form of their own.
    private bool TryEmitOffset(in Instruction guest)
    {
        bool isLoad = guest.Op1Kind == OpKind.Memory;
        Register register = isLoad ? guest.Op0Register : guest.Op1Register;
        Code form = register switch
        {
            Register.EAX => isLoad ? Code.Mov_r32_rm32 : Code.Mov_rm32_r32,
            Register.AX => isLoad ? Code.Mov_r16_rm16 : Code.Mov_rm16_r16,
            _ => isLoad ? Code.Mov_r8_rm8 : Code.Mov_rm8_r8,
        };
        var place = new MemoryOperand(Register.EAX);
        Instruction host = isLoad ? Instruction.Create(form, register, place) : Instruction.Create(form, place, register);
        bool needsRex = false;
        if (!InstructionMapper.TryMapMemory(guest, _bias, ref host, ref needsRex))
        {
            return false;
        }

        EmitBase(guest);
        AddGuest(host);
        return true;
    }

    private bool TryEmitLoad(in Instruction guest, Register destination)
    {
        Instruction host = Instruction.Create(Code.Mov_r32_rm32, destination, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        if (!InstructionMapper.TryMapMemory(guest, _bias, ref host, ref needsRex))
        {
            return false;
        }

        EmitBase(guest);
        AddGuest(host);
        return true;
    }
}
