using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>x87 instructions that emitted code calls managed code for: transcendental functions, FNSTENV and FLDENV.</content>
internal sealed unsafe partial class TraceTranslator
{
    private static readonly int EnvironmentOffset =
        (int)Marshal.OffsetOf<NativeFrame>(nameof(NativeFrame.Call)) + (int)Marshal.OffsetOf<X87Call>(nameof(X87Call.Environment));

    /// <summary>Whether an instruction may leave from within a call, for which ESP must be up to date.</summary>
    private bool CallsFpu(in Instruction guest) =>
        _code.FunctionOf(guest.Mnemonic) != null || guest.Code is Code.Fnstenv_m28byte or Code.Fldenv_m28byte;

    /// <summary>A transcendental instruction. It leaves like an interpreted one where the call cannot help.</summary>
    private bool TryEmitFunction(in Instruction guest)
    {
        byte* function = _code.FunctionOf(guest.Mnemonic);
        if (function == null)
        {
            return false;
        }

        EmitFpuGate();
        _x.MoveImmediate(HostRegister.R10, NativeTrace.Site(_number, _item));
        _x.CallTo(function);
        _due.Instruction = _item;
        return true;
    }

    /// <summary>FNSTENV and FLDENV: the call, and a copy from or to what it works on.</summary>
    private bool TryEmitEnvironment(in Instruction guest)
    {
        Instruction any = Instruction.Create(Code.Mov_r32_rm32, Register.R9D, new MemoryOperand(Register.R8));
        bool needsRex = false;
        if (guest.Code is not (Code.Fnstenv_m28byte or Code.Fldenv_m28byte) || !_operands.IsContiguous || InstructionMapper.IsBased(guest)
            || !InstructionMapper.TryMapMemory(guest, _bias, ref any, ref needsRex))
        {
            return false;
        }

        EmitFpuGate();
        if (guest.Code == Code.Fnstenv_m28byte)
        {
            EmitStoreEnvironment(guest);
        }
        else
        {
            EmitLoadEnvironment(guest);
        }

        return true;
    }

    private void EmitStoreEnvironment(in Instruction guest)
    {
        int last = sizeof(X87EnvironmentImage) - sizeof(uint);
        EmitDue(_due, _bias);
        _x.CallTo(_code.StoreEnvironment);

        // Nothing may be written by what faults: the last word is written as it was, then the first.
        EmitAddress(guest);
        EmitWord(isStore: false, last);
        EmitWord(isStore: true, last);
        _x.MoveImmediate64(HostRegister.R10, (ulong)_code.Frame);
        for (int at = 0; at < sizeof(X87EnvironmentImage); at += sizeof(uint))
        {
            _x.Load(HostRegister.R9, HostRegister.R10, EnvironmentOffset + at);
            EmitWord(isStore: true, at);
        }
    }

    private void EmitLoadEnvironment(in Instruction guest)
    {
        EmitAddress(guest);
        _x.MoveImmediate64(HostRegister.R10, (ulong)_code.Frame);
        for (int at = 0; at < sizeof(X87EnvironmentImage); at += sizeof(uint))
        {
            EmitWord(isStore: false, at);
            _x.Store(HostRegister.R10, EnvironmentOffset + at, HostRegister.R9);
        }

        _x.MoveImmediate(HostRegister.R10, NativeTrace.Site(_number, _item));
        _x.CallTo(_code.LoadEnvironment);

        // All that was due is replaced.
        _due = FpuDue.None;
    }

    /// <summary>R8 = the operand's address.</summary>
    private void EmitAddress(in Instruction guest)
    {
        if (guest.MemoryBase == Register.None && guest.MemoryIndex == Register.None)
        {
            _x.MoveImmediate(HostRegister.R8, guest.MemoryDisplacement32);
            return;
        }

        Instruction address = Instruction.Create(Code.Lea_r32_m, Register.R8D, new MemoryOperand(Register.R8));
        InstructionMapper.SetAddress(guest, _bias, ref address);
        _x.Add(address);
    }

    /// <summary>Moves a word of the operand to or from R9. By 64 bits of address: what does not end before 4 GiB faults.</summary>
    private void EmitWord(bool isStore, int at)
    {
        var place = new MemoryOperand(Register.R8, Register.None, 1, at, 1, false, Register.GS);
        _x.Add(isStore ? Instruction.Create(Code.Mov_rm32_r32, place, Register.R9D) : Instruction.Create(Code.Mov_r32_rm32, Register.R9D, place));
    }
}
