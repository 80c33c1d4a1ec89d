using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>What kernels do often: flags on the stack, interrupts on and off, selectors and control registers read.</content>
internal sealed unsafe partial class TraceTranslator
{
    private const uint ImageOfArithmetic = Efl.Cf | Efl.Pf | Efl.Af | Efl.Zf | Efl.Sf;

    private static readonly int EflagsOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.EflagsRest));
    private static readonly int IntrLineOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.IntrLine));
    private static readonly int SelectorOffset = (int)Marshal.OffsetOf<Segment>(nameof(Segment.Selector));

    /// <summary>Whether the trace's program is at level 0: emitted code runs at levels 0 and 3 only.</summary>
    private bool IsSupervisor => (_path.BlockOf(_item)->Mode & CpuMode.User) == 0;

    private bool TryEmitSystem(in Instruction guest)
    {
        switch (guest.Code)
        {
            case Code.Pushfd:
                EmitPushFlags();
                return true;
            case Code.Popfd:
                EmitPopFlags();
                return true;
            case Code.Cli when IsSupervisor:
                EmitInterruptFlag(isSet: false);
                return true;

            // What follows is done before anybody looks whether an interrupt waits; so something has to follow.
            case Code.Sti when IsSupervisor && _item < _count - 1:
                EmitFaultIfRaised();
                EmitInterruptFlag(isSet: true);
                return true;
            case Code.Pushd_ES or Code.Pushd_CS or Code.Pushd_SS or Code.Pushd_DS or Code.Pushd_FS or Code.Pushd_GS:
                EmitSelector(Register.R8D, guest.Op0Register);
                _operands.Store(_x, HostRegister.Esp, _bias - 4, HostRegister.R8);
                _bias -= 4;
                return true;
            case Code.Mov_r32m16_Sreg when guest.Op0Kind == OpKind.Register && guest.Op0Register != Register.ESP:
                EmitSelector(guest.Op0Register, guest.Op1Register);
                return true;
            case Code.Mov_r32_cr when IsSupervisor && guest.Op0Register != Register.ESP && ControlRegisterOffset(guest.Op1Register) is >= 0 and int offset:
                _x.Load(guest.Op0Register.GetNumber(), HostRegister.State, offset);
                return true;
            default:
                return false;
        }
    }

    private static int ControlRegisterOffset(Register register) => register switch
    {
        Register.CR0 => (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Cr0)),
        Register.CR2 => (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Cr2)),
        Register.CR3 => (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Cr3)),
        Register.CR4 => (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Cr4)),
        _ => -1,
    };

    private void EmitSelector(Register to, Register segment)
    {
        int offset = SegmentsOffset + ((segment - Register.ES) * sizeof(Segment)) + SelectorOffset;
        _x.Add(Instruction.Create(Code.Movzx_r32_rm16, to, new MemoryOperand(Register.R15, offset)));
    }

    /// <summary>EFLAGS put together without a change to any: VM and RF are clear here.</summary>
    private void EmitPushFlags()
    {
        _x.SaveFlags();
        _x.MoveImmediate(HostRegister.R8, ImageOfArithmetic << 8);
        _x.Extract(HostRegister.R8, HostRegister.R10, HostRegister.R8);
        _x.MoveImmediate(HostRegister.R9, ImageOfArithmetic);
        _x.Deposit(HostRegister.R8, HostRegister.R8, HostRegister.R9);
        _x.MoveImmediate(HostRegister.R9, Efl.Of);
        _x.Deposit(HostRegister.R9, HostRegister.R10, HostRegister.R9);
        _x.LeaSum(HostRegister.R8, HostRegister.R8, HostRegister.R9);
        _x.Load(HostRegister.R9, HostRegister.State, EflagsOffset);
        _x.LeaSum(HostRegister.R8, HostRegister.R8, HostRegister.R9);
        _operands.Store(_x, HostRegister.Esp, _bias - 4, HostRegister.R8);
        _bias -= 4;
    }

    /// <summary>POPFD that changes arithmetic flags, and IF at level 0, while no interrupt waits. Anything else is left, with flags that are lost, as the instruction sets all of them.</summary>
    private void EmitPopFlags()
    {
        const int NotZero = 5;
        uint compared = Efl.Valid & ~(Efl.Arithmetic | (IsSupervisor ? Efl.If : 0));
        _operands.Load(_x, HostRegister.R8, HostRegister.Esp, _bias);
        _x.Load(HostRegister.R9, HostRegister.State, EflagsOffset);
        _x.Add(Instruction.Create(Code.Xor_r32_rm32, Register.R9D, Register.R8D));
        _x.Add(Instruction.Create(Code.Test_rm32_imm32, Register.R9D, compared));
        LeaveIf(NotZero);
        if (IsSupervisor)
        {
            _x.Add(Instruction.Create(Code.Cmp_rm32_imm8, new MemoryOperand(Register.R15, IntrLineOffset), 0));
            LeaveIf(NotZero);
            _x.Add(Instruction.Create(Code.And_rm32_imm32, Register.R9D, Efl.If));
            _x.Add(Instruction.Create(Code.Xor_rm32_r32, new MemoryOperand(Register.R15, EflagsOffset), Register.R9D));
        }

        _x.SetFlags(HostRegister.R8);
        _bias += 4;
    }

    private void LeaveIf(int condition)
    {
        CodeLabel label = CodeLabel.Unknown;
        _x.JumpIf(condition, ref label);
        _returns.Add((label, _item));
    }

    /// <summary>A load that faults while the interrupt line is up.</summary>
    private void EmitFaultIfRaised()
    {
        _x.MoveImmediate(HostRegister.R9, 0);
        _x.Load(HostRegister.R8, HostRegister.State, IntrLineOffset);
        _x.Difference(HostRegister.R8, HostRegister.R9, HostRegister.R8, isWide: true);

        // SAFETY: as in EmitCheckByFault; the line is 0 or 1.
        _x.LoadIndexed(HostRegister.R8, HostRegister.Jumps, HostRegister.R8, scale: 3, displacement: 0);
    }

    /// <summary>Sets or clears IF without a change to other flags.</summary>
    private void EmitInterruptFlag(bool isSet)
    {
        _x.Load(HostRegister.R8, HostRegister.State, EflagsOffset);
        _x.MoveImmediate(HostRegister.R9, ~Efl.If);
        _x.Extract(HostRegister.R8, HostRegister.R8, HostRegister.R9);
        _x.Deposit(HostRegister.R8, HostRegister.R8, HostRegister.R9);
        if (isSet)
        {
            _x.Lea(HostRegister.R8, HostRegister.R8, (int)Efl.If);
        }

        _x.Store(HostRegister.State, EflagsOffset, HostRegister.R8);
    }

    /// <summary>BT, BTS, BTR and BTC of a bit string in memory: the dword that the bit lies in, and the bit in it.</summary>
    private bool TryEmitBitString(in Instruction guest)
    {
        Instruction address = Instruction.Create(Code.Lea_r32_m, Register.R8D, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        if (InstructionMapper.IsBased(guest) || !InstructionMapper.TryMapMemory(guest, _bias, ref address, ref needsRex))
        {
            return false;
        }

        const uint DwordShift = 5;
        const uint BitMask = 31;
        address.SegmentPrefix = Register.None;
        _x.Add(address);

        // Naming ESP, the instruction has no bias.
        int index = HostRegister.Of(guest.Op1Register.GetNumber());
        _x.MoveImmediate(HostRegister.R9, DwordShift);
        _x.Add(Instruction.Create(Code.VEX_Sarx_r32_rm32_r32, Register.R9D, Register.EAX + index, Register.R9D));
        _x.Add(Instruction.Create(Code.Lea_r32_m, Register.R8D, new MemoryOperand(Register.R8, Register.R9, 4)));
        Instruction host = Instruction.Create(guest.Code, new MemoryOperand(Register.R8D, Register.None, 1, 0, 0, false, Register.GS), Register.R10D);
        host.HasLockPrefix = guest.HasLockPrefix;
        _operands.Reach(_x, ref host);
        _x.MoveImmediate(HostRegister.R10, BitMask);
        _x.Extract(HostRegister.R10, index, HostRegister.R10);
        _x.Add(host);
        return true;
    }
}
