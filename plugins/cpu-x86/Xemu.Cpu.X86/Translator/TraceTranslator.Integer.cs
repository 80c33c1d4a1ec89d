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
                _x.LoadGuest(HostRegister.R8, HostRegister.Rbp, 0);
                _x.Lea(HostRegister.Esp, HostRegister.Rbp, 4);
                _x.MoveRegister(HostRegister.Rbp, HostRegister.R8);
                _bias = 0;
                return true;
            case Code.Mov_r32_rm32 or Code.Mov_rm32_r32 when guest.Op1Kind == OpKind.Register && guest.Op1Register == Register.ESP && guest.Op0Kind == OpKind.Register
                && guest.Op0Register != Register.ESP:
                _x.Lea(guest.Op0Register.GetNumber(), HostRegister.Esp, _bias);
                return true;
            case Code.Cld:
                // Emitted code runs with DF clear only.
                return true;
            case Code.Mov_EAX_moffs32 or Code.Mov_AX_moffs16 or Code.Mov_AL_moffs8 or Code.Mov_moffs32_EAX or Code.Mov_moffs16_AX or Code.Mov_moffs8_AL:
                return TryEmitOffset(guest);
            default:
                return TryEmitString(guest) || TryEmitFpu(guest) || TryEmitSse(guest) || TryEmitMapped(guest);
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
        if (!InstructionMapper.TryMap(guest, _bias, out Instruction host) || !FlagRules.AreHosts(guest, _path.Instructions[(_item + 1)..]))
        {
            return false;
        }

        if (InstructionMapper.IsSse(guest))
        {
            EmitSseGate();
        }

        EmitBase(guest);
        _x.Add(host);
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
        _x.StoreGuestImmediate(HostRegister.Esp, _bias - 4, value);
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

        _x.StoreGuest(HostRegister.Esp, _bias - 4, from);
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

        _x.StoreGuest(HostRegister.Esp, _bias - 4, HostRegister.R8);
        _bias -= 4;
        return true;
    }

    private bool TryEmitPop(int register)
    {
        if (register == Reg.Esp)
        {
            return false;
        }

        _x.LoadGuest(register, HostRegister.Esp, _bias);
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
        _x.Add(host);
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
        _x.Add(host);
        return true;
    }

    /// <summary>String instructions that are not repeated: a load or store, and the pointers move on. DF is clear.</summary>
    private bool TryEmitString(in Instruction guest)
    {
        if (guest.HasRepPrefix || guest.HasRepnePrefix || Has16BitPointer(guest) || guest.MemorySegment is Register.CS or Register.FS or Register.GS)
        {
            return false;
        }

        switch (guest.Code)
        {
            case Code.Stosb_m8_AL:
                EmitStore(Code.Mov_rm8_r8, Register.EDI, Register.AL, 1);
                return true;
            case Code.Stosw_m16_AX:
                EmitStore(Code.Mov_rm16_r16, Register.EDI, Register.AX, 2);
                return true;
            case Code.Stosd_m32_EAX:
                EmitStore(Code.Mov_rm32_r32, Register.EDI, Register.EAX, 4);
                return true;
            case Code.Lodsb_AL_m8:
                EmitLoad(Code.Mov_r8_rm8, Register.AL, 1);
                return true;
            case Code.Lodsw_AX_m16:
                EmitLoad(Code.Mov_r16_rm16, Register.AX, 2);
                return true;
            case Code.Lodsd_EAX_m32:
                EmitLoad(Code.Mov_r32_rm32, Register.EAX, 4);
                return true;
            case Code.Movsb_m8_m8:
                EmitMove(Code.Mov_r8_rm8, Code.Mov_rm8_r8, Register.R8L, 1);
                return true;
            case Code.Movsw_m16_m16:
                EmitMove(Code.Mov_r16_rm16, Code.Mov_rm16_r16, Register.R8W, 2);
                return true;
            case Code.Movsd_m32_m32:
                EmitMove(Code.Mov_r32_rm32, Code.Mov_rm32_r32, Register.R8D, 4);
                return true;
            case Code.Scasb_AL_m8:
                EmitScan(Code.Cmp_r8_rm8, Register.AL, 1);
                return true;
            case Code.Scasd_EAX_m32:
                EmitScan(Code.Cmp_r32_rm32, Register.EAX, 4);
                return true;
            default:
                return false;
        }
    }

    private static bool Has16BitPointer(in Instruction guest) =>
        guest.Op0Kind is OpKind.MemoryESDI or OpKind.MemorySegSI || guest.Op1Kind is OpKind.MemoryESDI or OpKind.MemorySegSI;

    private static MemoryOperand At(Register register) => new(register, Register.None, 1, 0, 0, false, Register.GS);

    private void EmitStore(Code code, Register pointer, Register value, int bytes)
    {
        _x.Add(Instruction.Create(code, At(pointer), value));
        _x.Lea(pointer.GetNumber(), pointer.GetNumber(), bytes);
    }

    private void EmitLoad(Code code, Register value, int bytes)
    {
        _x.Add(Instruction.Create(code, value, At(Register.ESI)));
        _x.Lea(HostRegister.Rsi, HostRegister.Rsi, bytes);
    }

    private void EmitMove(Code load, Code store, Register scratch, int bytes)
    {
        _x.Add(Instruction.Create(load, scratch, At(Register.ESI)));
        EmitStore(store, Register.EDI, scratch, bytes);
        _x.Lea(HostRegister.Rsi, HostRegister.Rsi, bytes);
    }

    private void EmitScan(Code compare, Register value, int bytes)
    {
        _x.Add(Instruction.Create(compare, value, At(Register.EDI)));
        _x.Lea(HostRegister.Rdi, HostRegister.Rdi, bytes);
    }
}
