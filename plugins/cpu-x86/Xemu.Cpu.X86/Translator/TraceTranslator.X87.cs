using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>x87 and MMX instructions, on the host's unit.</content>
/// <remarks>
/// FIP, FOP and FDP are noted when a trace is left, for the last instruction that sets them; the data pointer earlier when a register of its address is about to
/// change. Where an instruction faults or is interpreted, <see cref="TraceItem"/> says what is due.
/// </remarks>
internal sealed unsafe partial class TraceTranslator
{
    private const uint AllExceptions = 0x3F;

    private static readonly int FpuGateOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.FpuGate));
    private static readonly int FpuNoteOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.FpuNote));
    private static readonly int FpuIpOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.FpuIp));
    private static readonly int FpuDpOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.FpuDp));

    private readonly InstructionInfoFactory _info = new();
    private FpuDue _due;
    private int _fpuGate;

    private void BeginFpu()
    {
        _due = FpuDue.None;
        _fpuGate = -1;
    }

    private bool TryEmitFpu(in Instruction guest)
    {
        if (!X87Mapper.TryMap(guest, _bias, out Instruction host))
        {
            return TryEmitFunction(guest) || TryEmitEnvironment(guest);
        }

        if (guest.Mnemonic == Mnemonic.Fldcw)
        {
            return TryEmitLoadControl(guest, host);
        }

        EmitFpuGate();
        if (guest.Mnemonic == Mnemonic.Wait)
        {
            // Behind the gate nothing is pending.
            return true;
        }

        EmitBase(guest);
        AddGuest(host);
        if (!X87Mapper.LeavesC1(guest))
        {
            // Both clear C1.
            _x.Add(Instruction.Create(Code.Fdecstp));
            _x.Add(Instruction.Create(Code.Fincstp));
        }

        if (X87Mapper.IsNoted(guest))
        {
            _due.Instruction = _item;
            _due.Data = FlagRules.MemoryOperand(guest) >= 0 ? _item : _due.Data;
        }

        return true;
    }

    /// <summary>Once a trace: a store that faults while the unit is not loaded, or must not be used. See <see cref="HostFpu"/>.</summary>
    private void EmitFpuGate()
    {
        if (_fpuGate < 0)
        {
            _fpuGate = _item;
            _x.Load64(HostRegister.R8, HostRegister.State, FpuGateOffset);
            _x.Store(HostRegister.R8, 0, HostRegister.R8);
        }
    }

    /// <summary>FLDCW, but for a value that unmasks an exception: that is interpreted.</summary>
    private bool TryEmitLoadControl(in Instruction guest, in Instruction host)
    {
        Instruction load = Instruction.Create(Code.Movzx_r32_rm16, Register.R8D, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        if (InstructionMapper.IsBased(guest) || !InstructionMapper.TryMapMemory(guest, _bias, ref load, ref needsRex))
        {
            return false;
        }

        EmitFpuGate();
        AddGuest(load);
        _x.MoveRegister(HostRegister.R9, HostRegister.Rcx);
        _x.Add(Instruction.Create(Code.Not_rm32, Register.R8D));
        _x.MoveImmediate(HostRegister.Rcx, AllExceptions);
        _x.Add(Instruction.Create(Code.VEX_Pext_r32_r32_rm32, Register.ECX, Register.R8D, Register.ECX));
        EmitUnlessZero();
        AddGuest(host);
        return true;
    }

    /// <summary>Before an instruction that changes a register of a data pointer that is due.</summary>
    private void KeepDataPointer(in Instruction next)
    {
        if (_due.Data < 0)
        {
            return;
        }

        ref readonly Instruction data = ref _path.Instructions[_due.Data];
        if (data.MemoryBase == Register.None && data.MemoryIndex == Register.None)
        {
            return;
        }

        foreach (UsedRegister used in _info.GetInfo(next, InstructionInfoOptions.NoMemoryUsage).GetUsedRegisters())
        {
            Register register = used.Register.GetFullRegister32();
            if (used.Access is not (OpAccess.Read or OpAccess.CondRead or OpAccess.NoMemAccess) && (register == data.MemoryBase || register == data.MemoryIndex))
            {
                EmitDataPointer(_due.Data, _bias);
                _due.Data = -1;

                // Noted before anything of the instruction: one that is repeated faults with its registers changed.
                _items[_item].FpuData = 0;
                return;
            }
        }
    }

    /// <summary>Stores what is due. R9 is lost.</summary>
    private void EmitDue(in FpuDue due, int bias)
    {
        if (due.Instruction >= 0)
        {
            Op* op = _path.OpOf(due.Instruction);
            _x.StoreImmediate(HostRegister.State, FpuIpOffset, op->Eip);
            _x.StoreImmediate16(HostRegister.State, FpuNoteOffset, HostFpu.NoteOf(op));
        }

        if (due.Data >= 0)
        {
            EmitDataPointer(due.Data, bias);
        }
    }

    private void EmitDataPointer(int item, int bias)
    {
        ref readonly Instruction data = ref _path.Instructions[item];
        if (data.MemoryBase == Register.None && data.MemoryIndex == Register.None)
        {
            _x.StoreImmediate(HostRegister.State, FpuDpOffset, data.MemoryDisplacement32);
        }
        else
        {
            Instruction address = Instruction.Create(Code.Lea_r32_m, Register.R9D, new MemoryOperand(Register.R9));
            InstructionMapper.SetAddress(data, bias, ref address);
            _x.Add(address);
            _x.Store(HostRegister.State, FpuDpOffset, HostRegister.R9);
        }

        _x.StoreImmediate8(HostRegister.State, FpuNoteOffset + 2, HostFpu.SegmentNoteOf(_path.OpOf(item)));
    }

    /// <summary>Items whose address and opcode, and whose operand's address, are still to be noted; -1: none.</summary>
    private struct FpuDue
    {
        public int Instruction;
        public int Data;

        public static FpuDue None => new() { Instruction = -1, Data = -1 };

        public readonly bool IsAny => Instruction >= 0 || Data >= 0;
    }
}
