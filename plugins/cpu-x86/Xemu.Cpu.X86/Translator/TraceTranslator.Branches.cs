using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <content>Branches and ways out.</content>
internal sealed unsafe partial class TraceTranslator
{
    /// <summary>An instruction that starts behind this offset of its page may cross into the next one.</summary>
    private const uint LastCertainOffset = 4096 - 15;

    private bool TryEmitBranch(in Instruction guest)
    {
        Op* op = _path.OpOf(_item);
        switch (guest.Code)
        {
            case Code.Jmp_rel8_32 or Code.Jmp_rel32_32:
                return true;
            case Code.Call_rel32_32:
                EmitPush(op->NextEip);
                return true;
            case Code.Retnd or Code.Retnd_imm16:
                _operands.Load(_x, HostRegister.R8, HostRegister.Esp, _bias);
                _bias += 4 + (guest.Code == Code.Retnd ? 0 : guest.Immediate16);
                EmitIndirect();
                return true;
            case Code.Jmp_rm32 or Code.Call_rm32:
                return TryEmitIndirect(op, guest);
            case Code.Jecxz_rel8_32:
                EmitOnEcx(opcode: 0xE3, taken: op->Imm);
                return true;
            case Code.Loop_rel8_32_ECX:
                EmitOnEcx(opcode: 0xE2, taken: op->Imm);
                return true;
            default:
                if (guest.ConditionCode == ConditionCode.None || !guest.Code.IsJccShortOrNear() || guest.Op0Kind != OpKind.NearBranch32)
                {
                    return false;
                }

                EmitConditional(guest.ConditionCode, op);
                return true;
        }
    }

    private void EmitConditional(ConditionCode condition, Op* op)
    {
        // Iced's order of conditions, from 1, is Intel's, from 0.
        int number = (int)condition - 1;
        bool isInverted = _path.Step(_item) == TraceStep.Taken;
        if (_item == _count - 1)
        {
            FlushBias();
        }

        SideExit exit = NewExit(isInverted ? op->NextEip : op->Imm);
        if (IsLoop(exit))
        {
            _ = _x.JumpIf(isInverted ? number ^ 1 : number, ref _start);
            return;
        }

        exit.Site = _x.JumpIf(isInverted ? number ^ 1 : number, ref exit.Label);
        _exits.Add(exit);
    }

    /// <summary>Whether an exit leads back to the trace's start with nothing to be put right on the way.</summary>
    private bool IsLoop(in SideExit exit) => exit.Eip == _headEip && !exit.PutsRight && (exit.Eip & ~Page) <= LastCertainOffset;

    /// <summary>JECXZ and LOOP: a short jump over one to the next instruction.</summary>
    private void EmitOnEcx(byte opcode, uint taken)
    {
        FlushBias();
        int skip = _x.ShortOnEcx(opcode);
        const byte JumpShort = 0xEB;
        const byte NearJumpLength = 5;
        _x.WriteByte(JumpShort);
        _x.WriteByte(NearJumpLength);
        _x.EndShort(skip);
        SideExit exit = NewExit(taken);
        exit.Site = _x.Jump(ref exit.Label);
        _exits.Add(exit);
    }

    /// <summary>An exit behind the running instruction.</summary>
    private SideExit NewExit(uint eip) => new()
    {
        Label = CodeLabel.Unknown,
        Eip = eip,
        Bias = _bias,
        Unspent = _count - (_item + 1),
        Due = _due,
    };

    private bool TryEmitIndirect(Op* op, in Instruction guest)
    {
        if (guest.Op0Kind == OpKind.Register)
        {
            EmitMoveFromGuest(HostRegister.R8, guest.Op0Register.GetNumber());
        }
        else if (!TryEmitLoad(guest, Register.R8D))
        {
            return false;
        }

        if (guest.Code == Code.Call_rm32)
        {
            EmitPush(op->NextEip);
        }

        EmitIndirect();
        return true;
    }

    /// <summary>Goes to the EIP in R8D through the jump table; where nothing is known that leads to the dispatcher.</summary>
    private void EmitIndirect()
    {
        FlushBias();
        EmitDue(_due, bias: 0);
        EmitLookup();
    }

    private void EmitLookup()
    {
        // SAFETY: any EIP has an entry in the table's 16 GiB; an empty one leads to the start of code memory, which leaves.
        _x.LoadIndexed(HostRegister.R9, HostRegister.Jumps, HostRegister.R8, scale: 2, displacement: 0);
        _x.Lea64(HostRegister.R9, HostRegister.R9, _code.JumpBase);
        _x.JumpRegister(HostRegister.R9);
    }

    private void EmitEnd()
    {
        _item = _count - 1;
        ref readonly Instruction last = ref _path.Instructions[_item];
        if (_path.Step(_item) == TraceStep.Leave)
        {
            return;
        }

        FlushBias();
        SideExit exit = NewExit(_path.Next);
        exit.Site = _x.Jump(ref exit.Label);
        _exits.Add(exit);
    }

    private void EmitSideExits()
    {
        foreach ((CodeLabel label, int item) in _returns)
        {
            CodeLabel place = label;
            _x.Place(ref place);
            if (_items[item].EspBias != 0)
            {
                _x.Lea(HostRegister.Esp, HostRegister.Esp, _items[item].EspBias);
            }

            _x.MoveImmediate(HostRegister.R10, NativeTrace.Site(_number, item));
            _x.JumpTo(_code.ExitInterpret);
        }

        foreach (SideExit exit in _exits)
        {
            EmitSideExit(exit);
        }
    }

    private void EmitSideExit(SideExit exit)
    {
        _x.Place(ref exit.Label);
        if (exit.Bias != 0)
        {
            _x.Lea(HostRegister.Esp, HostRegister.Esp, exit.Bias);
        }

        if (exit.Unspent != 0)
        {
            _x.Lea64(HostRegister.Remaining, HostRegister.Remaining, exit.Unspent);
        }

        EmitDue(exit.Due, bias: 0);
        if ((exit.Eip & Page) != (_headEip & Page) || (exit.Eip & ~Page) > LastCertainOffset)
        {
            _x.MoveImmediate(HostRegister.R8, exit.Eip);
            EmitLookup();
        }
        else if (exit.Eip == _headEip)
        {
            _x.Jump(ref _start);
        }
        else
        {
            int site = exit.PutsRight ? _x.JumpOpen() : exit.Site;
            _x.StoreImmediate(HostRegister.State, EipOffset, exit.Eip);
            _x.LeaCode(HostRegister.R10, site);
            _x.JumpTo(_code.ExitLink);
        }
    }
}
