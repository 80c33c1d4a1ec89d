using System.Runtime.InteropServices;
using Iced.Intel;

namespace Xemu.Cpu.X86.Tests;

/// <summary>Makes random cases for an Iced code: operands, prefixes, address forms, registers, memory.</summary>
internal sealed class OracleBuilder
{
    private readonly OracleRandom _random;
    private readonly OracleValues _values;
    private readonly byte[] _noise = new byte[OracleLayout.DataBytes];
    private readonly List<byte> _encoded = [];
    private readonly Encoder _encoder;
    private bool _lockable;

    public OracleBuilder(ulong seed)
    {
        _random = new OracleRandom(seed);
        _values = new OracleValues(_random);
        for (int i = 0; i < _noise.Length; i++)
        {
            _noise[i] = (byte)_random.Next32();
        }

        _encoder = Encoder.Create(32, new ListWriter(_encoded));
    }

    public void Build(Code code, OracleCase c)
    {
        OpCodeInfo info = code.ToOpCode();
        OracleState.Randomize(c.Before, _random, _values);
        _noise.CopyTo(c.Data, 0);
        c.Address = 0;
        Instruction instruction = default;
        instruction.Code = code;
        c.Size = 0;
        bool memory = false;
        bool address16 = _random.Percent(15) && OracleLayout.HasLowData;
        for (int i = 0; i < info.OpCount; i++)
        {
            memory |= Operand(ref instruction, i, info.GetOpKind(i), address16);
        }

        Prefixes(ref instruction, info, memory);
        c.Instruction = instruction;
        OracleFixups.Registers(c, _random, _values);
        if (memory)
        {
            c.Size = instruction.MemorySize.GetSize();
            ChooseAddress(c);
            instruction = c.Instruction;
            OracleAddress.Compose(ref instruction, c, info, address16, _random);
            c.Instruction = instruction;
            FillOperand(c);
        }

        OracleFixups.Memory(c, _random, _values);
        Encode(c);
    }

    /// <summary>Sets an operand. True: it is to be a memory operand with an address form.</summary>
    private bool Operand(ref Instruction instruction, int i, OpCodeOperandKind kind, bool address16)
    {
        switch (kind)
        {
            case OpCodeOperandKind.mem or OpCodeOperandKind.mem_offs:
                instruction.SetOpKind(i, OpKind.Memory);
                return true;
            case OpCodeOperandKind.r8_or_mem or OpCodeOperandKind.r16_or_mem or OpCodeOperandKind.r32_or_mem
                or OpCodeOperandKind.mm_or_mem or OpCodeOperandKind.xmm_or_mem when _random.Percent(55):
                instruction.SetOpKind(i, OpKind.Memory);
                return true;
            case OpCodeOperandKind.seg_rBX_al:
                instruction.SetOpKind(i, OpKind.Memory);
                instruction.MemoryBase = address16 ? Register.BX : Register.EBX;
                instruction.MemoryIndex = Register.AL;
                return false;
            case OpCodeOperandKind.es_rDI:
                instruction.SetOpKind(i, address16 ? OpKind.MemoryESDI : OpKind.MemoryESEDI);
                return false;
            case OpCodeOperandKind.seg_rSI:
                instruction.SetOpKind(i, address16 ? OpKind.MemorySegSI : OpKind.MemorySegESI);
                return false;
            case OpCodeOperandKind.seg_rDI:
                instruction.SetOpKind(i, address16 ? OpKind.MemorySegDI : OpKind.MemorySegEDI);
                return false;
            case OpCodeOperandKind.br16_1 or OpCodeOperandKind.br16_2:
                instruction.SetOpKind(i, OpKind.NearBranch16);
                instruction.NearBranch16 = unchecked((ushort)OracleLayout.Slot);
                return false;
            case OpCodeOperandKind.br32_1 or OpCodeOperandKind.br32_4:
                instruction.SetOpKind(i, OpKind.NearBranch32);
                instruction.NearBranch32 = OracleLayout.Slot;
                return false;
            case OpCodeOperandKind.farbr2_2:
                instruction.SetOpKind(i, OpKind.FarBranch16);
                instruction.FarBranch16 = (ushort)_values.Integer();
                instruction.FarBranchSelector = CodeSelector();
                return false;
            case OpCodeOperandKind.farbr4_2:
                instruction.SetOpKind(i, OpKind.FarBranch32);
                instruction.FarBranch32 = _values.Integer();
                instruction.FarBranchSelector = CodeSelector();
                return false;
            default:
                ImmediateOrRegister(ref instruction, i, kind);
                return false;
        }
    }

    private ushort CodeSelector() => _random.Percent(70) ? OracleLayout.UserCode32 : _values.Selector();

    private void ImmediateOrRegister(ref Instruction instruction, int i, OpCodeOperandKind kind)
    {
        switch (kind)
        {
            case OpCodeOperandKind.imm8 when i == 1 && instruction.Op0Kind == OpKind.Immediate16:
                instruction.SetOpKind(i, OpKind.Immediate8_2nd);
                instruction.Immediate8_2nd = (byte)_values.Integer();
                break;
            case OpCodeOperandKind.imm8:
                instruction.SetOpKind(i, OpKind.Immediate8);
                instruction.Immediate8 = (byte)_values.Integer();
                break;
            case OpCodeOperandKind.imm8_const_1:
                instruction.SetOpKind(i, OpKind.Immediate8);
                instruction.Immediate8 = 1;
                break;
            case OpCodeOperandKind.imm8sex16:
                instruction.SetOpKind(i, OpKind.Immediate8to16);
                instruction.Immediate8to16 = (sbyte)_values.Integer();
                break;
            case OpCodeOperandKind.imm8sex32:
                instruction.SetOpKind(i, OpKind.Immediate8to32);
                instruction.Immediate8to32 = (sbyte)_values.Integer();
                break;
            case OpCodeOperandKind.imm16:
                instruction.SetOpKind(i, OpKind.Immediate16);
                instruction.Immediate16 = (ushort)_values.Integer();
                break;
            case OpCodeOperandKind.imm32:
                instruction.SetOpKind(i, OpKind.Immediate32);
                instruction.Immediate32 = _values.Integer();
                break;
            default:
                instruction.SetOpKind(i, OpKind.Register);
                instruction.SetOpRegister(i, RegisterFor(kind));
                break;
        }
    }

    private Register RegisterFor(OpCodeOperandKind kind)
    {
        int n = _random.Below(8);
        return kind switch
        {
            OpCodeOperandKind.r8_reg or OpCodeOperandKind.r8_opcode or OpCodeOperandKind.r8_or_mem => Register.AL + n,
            OpCodeOperandKind.r16_reg or OpCodeOperandKind.r16_opcode or OpCodeOperandKind.r16_or_mem => Register.AX + n,
            OpCodeOperandKind.r32_reg or OpCodeOperandKind.r32_opcode or OpCodeOperandKind.r32_or_mem or OpCodeOperandKind.r32_rm => Register.EAX + n,
            OpCodeOperandKind.mm_reg or OpCodeOperandKind.mm_rm or OpCodeOperandKind.mm_or_mem => Register.MM0 + n,
            OpCodeOperandKind.xmm_reg or OpCodeOperandKind.xmm_rm or OpCodeOperandKind.xmm_or_mem => Register.XMM0 + n,
            OpCodeOperandKind.sti_opcode => Register.ST0 + n,
            OpCodeOperandKind.st0 => Register.ST0,
            OpCodeOperandKind.seg_reg => _random.Pick<Register>([Register.ES, Register.SS, Register.DS, Register.FS, Register.GS]),
            OpCodeOperandKind.cr_reg => _random.Pick<Register>([Register.CR0, Register.CR2, Register.CR3, Register.CR4]),
            OpCodeOperandKind.dr_reg => _random.Pick<Register>([Register.DR0, Register.DR1, Register.DR2, Register.DR3, Register.DR6, Register.DR7]),
            OpCodeOperandKind.al => Register.AL,
            OpCodeOperandKind.cl => Register.CL,
            OpCodeOperandKind.ax => Register.AX,
            OpCodeOperandKind.dx => Register.DX,
            OpCodeOperandKind.eax => Register.EAX,
            OpCodeOperandKind.es => Register.ES,
            OpCodeOperandKind.cs => Register.CS,
            OpCodeOperandKind.ss => Register.SS,
            OpCodeOperandKind.ds => Register.DS,
            OpCodeOperandKind.fs => Register.FS,
            OpCodeOperandKind.gs => Register.GS,
            _ => throw new NotSupportedException($"Operand kind {kind} has no random form."),
        };
    }

    private void Prefixes(ref Instruction instruction, OpCodeInfo info, bool memory)
    {
        _lockable = false;
        if (info.CanUseLockPrefix && memory)
        {
            // Aligned, so that hosts that trap split locks stay quiet.
            _lockable = true;
            instruction.HasLockPrefix = _random.Percent(30);
        }

        if (info.CanUseRepPrefix && _random.Percent(40))
        {
            instruction.HasRepPrefix = true;
        }
        else if (info.CanUseRepnePrefix && _random.Percent(50))
        {
            instruction.HasRepnePrefix = true;
        }

        bool overridable = memory || instruction.Op0Kind is OpKind.MemorySegDI or OpKind.MemorySegEDI || HasSource(instruction);
        if (overridable && _random.Percent(15))
        {
            instruction.SegmentPrefix = _random.Pick<Register>([Register.ES, Register.CS, Register.SS, Register.DS, Register.FS, Register.GS]);
        }
    }

    private static bool HasSource(in Instruction instruction)
    {
        for (int i = 0; i < instruction.OpCount; i++)
        {
            if (instruction.GetOpKind(i) is OpKind.MemorySegSI or OpKind.MemorySegESI or OpKind.Memory)
            {
                return true;
            }
        }

        return false;
    }

    private void ChooseAddress(OracleCase c)
    {
        int size = Math.Max(c.Size, 1);
        int room = (int)OracleLayout.DataBytes - size;
        int aligned = size >= 16 ? 15 : size >= 8 ? 7 : size >= 4 ? 3 : size - 1;
        bool strict = _lockable || c.Size == 512;
        int choice = _random.Below(100);
        int offset = choice switch
        {
            < 60 => _random.Below(room) & ~aligned,
            < 85 => _random.Below(room),
            < 92 => 0x1000 - _random.Below(size + 1),
            < 96 => room,
            < 98 => room + _random.Below(size),
            _ => -_random.Below(size),
        };
        if (strict && choice is >= 60 and < 96)
        {
            offset = Math.Clamp(offset, 0, room) & ~aligned;
        }
        else if (strict)
        {
            offset &= ~aligned;
        }

        c.Address = OracleLayout.Data + (uint)offset;
    }

    private void FillOperand(OracleCase c)
    {
        int offset = (int)(c.Address - OracleLayout.Data);
        if (c.Size == 0 || offset < 0 || offset + c.Size > c.Data.Length)
        {
            return;
        }

        Span<byte> operand = c.Data.AsSpan(offset, c.Size);
        OracleOperand.Fill(operand, c.Instruction, _random, _values);
    }

    private void Encode(OracleCase c)
    {
        _encoded.Clear();
        _encoder.Encode(c.Instruction, OracleLayout.Slot);
        byte[] bytes = [.. _encoded];
        OpKind kind = c.Instruction.OpCount > 0 ? c.Instruction.Op0Kind : OpKind.Register;
        if (kind is OpKind.NearBranch16 or OpKind.NearBranch32)
        {
            PatchBranch(bytes, c.Instruction.Code.ToOpCode().GetOpKind(0));
        }

        c.Bytes = bytes;
    }

    /// <summary>Any distance that does not land in the instruction or in the jump behind it.</summary>
    private void PatchBranch(byte[] bytes, OpCodeOperandKind kind)
    {
        int width = kind is OpCodeOperandKind.br16_1 or OpCodeOperandKind.br32_1 ? 1 : kind == OpCodeOperandKind.br16_2 ? 2 : 4;
        int distance;
        do
        {
            uint value = _values.Integer();
            distance = width == 1 ? (sbyte)value : width == 2 ? (short)value : (int)value;
        }
        while (distance >= -bytes.Length && distance is not 0 and < 5);

        Span<byte> place = bytes.AsSpan(bytes.Length - width);
        if (width == 1)
        {
            place[0] = (byte)distance;
        }
        else if (width == 2)
        {
            MemoryMarshal.Write(place, (short)distance);
        }
        else
        {
            MemoryMarshal.Write(place, distance);
        }
    }

    private sealed class ListWriter(List<byte> bytes) : CodeWriter
    {
        public override void WriteByte(byte value) => bytes.Add(value);
    }
}
