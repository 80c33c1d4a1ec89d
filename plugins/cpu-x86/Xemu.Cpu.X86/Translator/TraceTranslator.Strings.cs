using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>String instructions.</content>
internal sealed unsafe partial class TraceTranslator
{
    private static readonly int RepeatCountOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.RepeatCount));
    private static readonly int WindowOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Window));

    /// <summary>String instructions. One that is not repeated is a load or store, and the pointers move on. DF is clear.</summary>
    private bool TryEmitString(in Instruction guest)
    {
        if (Has16BitPointer(guest) || guest.MemorySegment is Register.CS or Register.FS or Register.GS)
        {
            return false;
        }

        if (guest.HasRepPrefix || guest.HasRepnePrefix)
        {
            return _operands.IsContiguous && InstructionMapper.IsRepeatedMove(guest) && EmitRepeated(guest);
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
        AddGuest(Instruction.Create(code, At(pointer), value));
        _x.Lea(pointer.GetNumber(), pointer.GetNumber(), bytes);
    }

    private void EmitLoad(Code code, Register value, int bytes)
    {
        AddGuest(Instruction.Create(code, value, At(Register.ESI)));
        _x.Lea(HostRegister.Rsi, HostRegister.Rsi, bytes);
    }

    private void EmitMove(Code load, Code store, Register scratch, int bytes)
    {
        AddGuest(Instruction.Create(load, scratch, At(Register.ESI)));
        EmitStore(store, Register.EDI, scratch, bytes);
        _x.Lea(HostRegister.Rsi, HostRegister.Rsi, bytes);
    }

    private void EmitScan(Code compare, Register value, int bytes)
    {
        AddGuest(Instruction.Create(compare, value, At(Register.EDI)));
        _x.Lea(HostRegister.Rdi, HostRegister.Rdi, bytes);
    }

    /// <summary>
    /// REP MOVS and REP STOS by the host's own. It has to fit into the instructions left and, for MOVS, must not repeat a pattern (some hosts get that wrong);
    /// else a load faults, as one within it may, and the interpreter goes on from there.
    /// </summary>
    private bool EmitRepeated(in Instruction guest)
    {
        bool isMove = guest.Op1Kind != OpKind.Register;
        FlushBias();
        _items[_item].Offset = (uint)_x.Length;
        _items[_item].EspBias = 0;
        _items[_item].IsRepeat = 1;
        _x.Store(HostRegister.State, RepeatCountOffset, HostRegister.Rcx);
        const byte JumpIfEcxIsZero = 0xE3;
        int skip = _x.ShortOnEcx(JumpIfEcxIsZero);
        EmitFaultUnless(HostRegister.Remaining, HostRegister.Rcx);
        if (isMove)
        {
            _x.MoveRegister(HostRegister.R10, HostRegister.Rsi);
            _x.Difference(HostRegister.R9, HostRegister.Rdi, HostRegister.R10, isWide: false);
            _x.Scale(HostRegister.R10, HostRegister.Rcx, guest.MemorySize.GetSize());
            EmitFaultUnless(HostRegister.R9, HostRegister.R10);
        }

        _x.Load64(HostRegister.R8, HostRegister.State, WindowOffset);
        _x.LeaSum64(HostRegister.Rdi, HostRegister.Rdi, HostRegister.R8);
        if (isMove)
        {
            _x.LeaSum64(HostRegister.Rsi, HostRegister.Rsi, HostRegister.R8);
        }

        Instruction host = guest;
        host.CodeSize = CodeSize.Code64;
        host.SegmentPrefix = Register.None;
        host.Op0Kind = OpKind.MemoryESRDI;
        if (isMove)
        {
            host.Op1Kind = OpKind.MemorySegRSI;
            host.SegmentPrefix = Register.None;
        }

        _x.Add(host);

        // The window starts at a multiple of 4 GiB.
        _x.MoveRegister(HostRegister.Rdi, HostRegister.Rdi);
        _x.MoveRegister(HostRegister.Rsi, HostRegister.Rsi);
        _x.Load(HostRegister.R8, HostRegister.State, RepeatCountOffset);
        _x.Difference(HostRegister.Remaining, HostRegister.Remaining, HostRegister.R8, isWide: true);
        _x.Lea64(HostRegister.Remaining, HostRegister.Remaining, 1);
        _x.EndShort(skip);
        return true;
    }

    /// <summary>A load that faults if one number is less than another, both below 2^63. R8 and R10 are lost, the flags stay.</summary>
    private void EmitFaultUnless(int number, int least)
    {
        _x.MoveRegister64(HostRegister.R10, least);
        _x.Difference(HostRegister.R8, number, HostRegister.R10, isWide: true);
        _x.SignMask(HostRegister.R8, HostRegister.R8);

        // SAFETY: as in EmitCheckByFault.
        _x.LoadIndexed(HostRegister.R8, HostRegister.Jumps, HostRegister.R8, scale: 3, displacement: 0);
    }
}
