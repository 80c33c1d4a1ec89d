using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.State;
using static Iced.Intel.AssemblerRegisters;

namespace Xemu.Cpu.X86;

/// <summary>Emits the host's code for one block.</summary>
/// <remarks>
/// Layout: the entry, which leaves for the dispatcher unless the block's epoch is the processor's, the block fits into the instructions left
/// and nothing asks for attention (computed without touching flags: the sum of three numbers that are zero when all is well); the instructions; the ways out.
/// An instruction that cannot be emitted leaves for the interpreter and is come back to. A fault leaves every register as it was before its instruction.
/// </remarks>
[Derived("scratch of one translation")]
internal sealed unsafe class BlockTranslator(EmittedCode code, NativeJumps jumps)
{
    private const int MaxBlockBytes = 16 << 10;

    private static readonly int EipOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Eip));
    private static readonly int EpochOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Epoch));
    private static readonly int SegmentsOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Es));
    private static readonly int AttentionOffset = (int)Marshal.OffsetOf<CpuState>(nameof(CpuState.Attention));

    private readonly CodeBytes _bytes = new();
    private readonly Stream _stream = new();
    private readonly Instruction[] _instructions = new Instruction[BlockDecoder.MaxOps];
    private readonly List<(Label Site, Label Thunk, uint Eip)> _thunks = [];
    private Assembler _asm = new(64);
    private ulong _site;
    private bool _hasSseGuard;

    /// <summary>Translates a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="number">The number of the translation.</param>
    /// <param name="slow">A bit an instruction: leave it to the interpreter.</param>
    /// <returns>Null when code memory is full.</returns>
    public NativeBlock? Translate(Block* block, int number, ulong slow)
    {
        if (!code.HasRoom(MaxBlockBytes))
        {
            return null;
        }

        _asm = new Assembler(64) { PreferShortBranch = false };
        _thunks.Clear();
        _hasSseGuard = false;
        Label refused = _asm.CreateLabel();
        int count = (int)block->Count;
        bool hasEnd = (block->Ops[count - 1].Flags & OpFlags.Last) == 0;
        var labels = new Label[count + 1];
        labels[0] = _asm.CreateLabel();
        EmitCheck(block, ref labels[0], refused);
        ulong interpreted = EmitOps(block, number, slow, labels, count);
        if (hasEnd)
        {
            // The op behind the last instruction: goes on with what follows.
            labels[count] = _asm.CreateLabel();
            _asm.Label(ref labels[count]);
            EmitRetire(block->Count);
            EmitJump(block->Ops[count].Eip);
        }

        foreach ((Label site, Label thunk, uint eip) in _thunks.ToArray())
        {
            EmitThunk(site, thunk, eip);
        }

        _asm.Label(ref refused);
        _asm.mov(__dword_ptr[r15 + EipOffset], block->Eip);
        _asm.mov(r9d, NativeExit.Refused);
        _asm.jmp((ulong)code.Exit);
        return Finish(block, number, labels, hasEnd ? count + 1 : count, interpreted, slow);
    }

    private void Decode(Block* block, int count)
    {
        Decoder decoder = Decoder.Create(32, _bytes, BlockDecoder.Options);
        for (int i = 0; i < count; i++)
        {
            uint at = block->Ops[i].Eip - block->Eip;
            _bytes.Set(block->HostStart + at, block->Length - at);
            decoder.IP = block->Ops[i].Eip;
            decoder.Decode(out _instructions[i]);
        }
    }

    private ulong EmitOps(Block* block, int number, ulong slow, Label[] labels, int count)
    {
        Decode(block, count);
        ulong interpreted = 0;
        for (int i = 0; i < count; i++)
        {
            Op* op = block->Ops + i;
            if (i > 0)
            {
                labels[i] = _asm.CreateLabel();
                _asm.Label(ref labels[i]);
            }

            ref readonly Instruction instruction = ref _instructions[i];
            _site = NativeBlock.Site(number, i);
            bool isLast = (op->Flags & OpFlags.Last) != 0;
            bool emitted = (slow >> i & 1) == 0 && !instruction.IsInvalid && LegalCodes.IsLegal(instruction.Code)
                && (isLast ? TryEmitEnd(block, op, instruction) : TryEmit(instruction, _instructions.AsSpan(i + 1, count - i - 1)));
            if (!emitted)
            {
                interpreted |= 1UL << i;
                EmitInterpret();
            }
        }

        return interpreted;
    }

    private NativeBlock Finish(Block* block, int number, Label[] labels, int count, ulong interpreted, ulong slow)
    {
        byte* place = code.Next;
        _stream.Reset();
        AssemblerResult result = _asm.Assemble(_stream, (ulong)place, BlockEncoderOptions.DontFixBranches | BlockEncoderOptions.ReturnNewInstructionOffsets);
        byte* end = code.Append(_stream.Bytes);
        int[] offsets = new int[count];
        for (int i = 0; i < count; i++)
        {
            offsets[i] = (int)(result.GetLabelRIP(labels[i]) - (ulong)place);
        }

        return new NativeBlock(number, block, place, end, offsets, interpreted, slow);
    }

    private void EmitCheck(Block* block, ref Label body, Label refused)
    {
        _asm.mov(rcx, (long)&block->Epoch);
        _asm.mov(ecx, __dword_ptr[rcx]);
        _asm.not(ecx);
        _asm.mov(r8d, __dword_ptr[r15 + EpochOffset]);
        _asm.lea(ecx, __[rcx + r8 + 1]);
        _asm.lea(r8, __[r14 - (int)block->Count]);
        _asm.shrx(r8, r8, r11);
        _asm.lea(rcx, __[rcx + r8]);
        _asm.mov(r8, __qword_ptr[r15 + AttentionOffset]);
        _asm.lea(rcx, __[rcx + r8]);
        _asm.PreferShortBranch = true;
        _asm.jrcxz(body);
        _asm.PreferShortBranch = false;
        _asm.jmp(refused);
        _asm.Label(ref body);
    }

    private bool TryEmit(in Instruction guest, ReadOnlySpan<Instruction> next)
    {
        switch (guest.Code)
        {
            case Code.Push_r32:
                return TryEmitPush(guest.Op0Register);
            case Code.Pushd_imm8 or Code.Pushd_imm32:
                _asm.mov(__dword_ptr.gs[r12d - 4], (uint)guest.GetImmediate(0));
                _asm.lea(r12d, __[r12 - 4]);
                return true;
            case Code.Push_rm32:
                return TryEmitPushMemory(guest);
            case Code.Pop_r32:
                return TryEmitPop(guest.Op0Register);
            case Code.Leaved:
                _asm.mov(ecx, __dword_ptr.gs[ebp]);
                _asm.lea(r12d, __[rbp + 4]);
                _asm.mov(ebp, ecx);
                return true;
            case Code.Mov_EAX_moffs32 or Code.Mov_AX_moffs16 or Code.Mov_AL_moffs8 or Code.Mov_moffs32_EAX or Code.Mov_moffs16_AX or Code.Mov_moffs8_AL:
                return TryEmitOffset(guest);
            default:
                return InstructionMapper.TryMap(guest, out Instruction host) && TryEmitMapped(guest, host, next);
        }
    }

    private bool TryEmitMapped(in Instruction guest, in Instruction host, ReadOnlySpan<Instruction> next)
    {
        RflagsBits undefined = guest.RflagsUndefined & UndefinedFlags.Arithmetic;
        bool isShift = guest.Mnemonic is Mnemonic.Shl or Mnemonic.Shr or Mnemonic.Sar;
        bool isCounted = InstructionMapper.IsShiftByCl(guest.Code);
        bool mends = isShift && (guest.Op0Kind == OpKind.Memory || !UndefinedFlags.AreDead(RflagsBits.AF, next));
        if (guest.Mnemonic is Mnemonic.Mul or Mnemonic.Imul && !UndefinedFlags.AreDead(undefined, next))
        {
            return false;
        }

        if (InstructionMapper.IsSse(guest))
        {
            EmitSseGuard();
        }

        EmitBase(guest);
        if (isCounted && mends)
        {
            // The count as the part takes it, without a look at the flags.
            _asm.mov(r9d, 31);
            _asm.pext(ecx, r13d, r9d);
        }
        else if (isCounted)
        {
            _asm.mov(ecx, r13d);
        }

        _asm.AddInstruction(host);
        if (mends && isCounted)
        {
            Label unchanged = _asm.CreateLabel();
            _asm.PreferShortBranch = true;
            _asm.jrcxz(unchanged);
            _asm.PreferShortBranch = false;
            EmitClearAdjust();
            _asm.Label(ref unchanged);
            _asm.nop();
        }
        else if (mends && (guest.GetImmediate(1) & 31) != 0)
        {
            EmitClearAdjust();
        }

        return true;
    }

    /// <summary>Leaves the instruction to the interpreter.</summary>
    private void EmitInterpret()
    {
        _asm.mov(r10, (long)_site);
        _asm.mov(r9d, NativeExit.Interpret);
        _asm.jmp((ulong)code.Exit);
    }

    /// <summary>Leaves to the interpreter unless RCX is zero.</summary>
    private void EmitInterpretUnlessZero()
    {
        Label on = _asm.CreateLabel();
        _asm.PreferShortBranch = true;
        _asm.jrcxz(on);
        _asm.PreferShortBranch = false;
        EmitInterpret();
        _asm.Label(ref on);
    }

    /// <summary>Once a block: what SSE instructions depend on changes only where blocks end.</summary>
    private void EmitSseGuard()
    {
        if (!_hasSseGuard)
        {
            _hasSseGuard = true;
            _asm.mov(rcx, (long)&code.Frame->SseOff);
            _asm.mov(rcx, __qword_ptr[rcx]);
            EmitInterpretUnlessZero();
        }
    }

    /// <summary>The linear address of an operand in FS or GS, in R8D.</summary>
    private void EmitBase(in Instruction guest)
    {
        if (!HasMemory(guest) || !InstructionMapper.IsBased(guest))
        {
            return;
        }

        int segment = SegmentsOffset + ((guest.MemorySegment - Register.ES) * sizeof(Segment));
        _asm.movzx(ecx, __byte_ptr[r15 + segment + (int)Marshal.OffsetOf<Segment>(nameof(Segment.Narrow))]);
        EmitInterpretUnlessZero();
        _asm.mov(r9d, __dword_ptr[r15 + segment]);
        Instruction address = Instruction.Create(Code.Lea_r32_m, Register.R8D, new MemoryOperand(Register.EAX));
        _ = InstructionMapper.TryMap(guest.MemoryBase, out Register memoryBase);
        _ = InstructionMapper.TryMap(guest.MemoryIndex, out Register index);
        address.MemoryBase = memoryBase;
        address.MemoryIndex = index;
        address.MemoryIndexScale = guest.MemoryIndexScale;
        address.MemoryDisplSize = memoryBase == Register.None && index == Register.None ? 4 : guest.MemoryDisplSize;
        address.MemoryDisplacement64 = guest.MemoryDisplacement32;
        _asm.AddInstruction(address);
        _asm.lea(r8d, __[r8 + r9]);
    }

    private static bool HasMemory(in Instruction guest)
    {
        for (int i = 0; i < guest.OpCount; i++)
        {
            if (guest.GetOpKind(i) == OpKind.Memory)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>AF 0, everything else as it is.</summary>
    private void EmitClearAdjust()
    {
        _asm.mov(r8, rax);
        _asm.lahf();
        _asm.seto(al);
        _asm.and(ah, unchecked((sbyte)0xEF));
        _asm.add(al, 0x7F);
        _asm.sahf();
        _asm.mov(rax, r8);
    }

    private bool TryEmitPush(Register register)
    {
        _ = InstructionMapper.TryMap(register, out Register host);
        _asm.mov(__dword_ptr.gs[r12d - 4], new AssemblerRegister32(host));
        _asm.lea(r12d, __[r12 - 4]);
        return true;
    }

    private bool TryEmitPushMemory(in Instruction guest)
    {
        if (HasMemory(guest) && InstructionMapper.IsBased(guest))
        {
            return false;
        }

        if (guest.Op0Kind != OpKind.Memory)
        {
            return TryEmitPush(guest.Op0Register);
        }

        if (!TryEmitLoad(guest, Register.ECX))
        {
            return false;
        }

        _asm.mov(__dword_ptr.gs[r12d - 4], ecx);
        _asm.lea(r12d, __[r12 - 4]);
        return true;
    }

    private bool TryEmitPop(Register register)
    {
        if (register == Register.ESP)
        {
            return false;
        }

        _ = InstructionMapper.TryMap(register, out Register host);
        _asm.mov(new AssemblerRegister32(host), __dword_ptr.gs[r12d]);
        _asm.lea(r12d, __[r12 + 4]);
        return true;
    }

    // AL, AX and EAX with an absolute address have a form of their own.
    private bool TryEmitOffset(in Instruction guest)
    {
        bool isLoad = guest.Op1Kind == OpKind.Memory;
        Register register = isLoad ? guest.Op0Register : guest.Op1Register;
        if (guest.MemorySegment is Register.CS || guest.MemoryDisplSize == 2)
        {
            return false;
        }

        Code form = register switch
        {
            Register.EAX => isLoad ? Code.Mov_r32_rm32 : Code.Mov_rm32_r32,
            Register.AX => isLoad ? Code.Mov_r16_rm16 : Code.Mov_rm16_r16,
            _ => isLoad ? Code.Mov_r8_rm8 : Code.Mov_rm8_r8,
        };
        EmitBase(guest);
        MemoryOperand place = InstructionMapper.IsBased(guest)
            ? new MemoryOperand(Register.R8D, Register.None, 1, 0, 0, false, Register.GS)
            : new MemoryOperand(Register.None, Register.None, 1, guest.MemoryDisplacement32, 4, false, Register.GS);
        _asm.AddInstruction(isLoad ? Instruction.Create(form, register, place) : Instruction.Create(form, place, register));
        return true;
    }

    private bool TryEmitLoad(in Instruction guest, Register destination)
    {
        Instruction host = Instruction.Create(Code.Mov_r32_rm32, destination, new MemoryOperand(Register.EAX));
        bool needsRex = false;
        if (!InstructionMapper.TryMapMemory(guest, ref host, ref needsRex))
        {
            return false;
        }

        host.MemoryIndexScale = guest.MemoryIndexScale;
        _asm.AddInstruction(host);
        return true;
    }

    private bool TryEmitEnd(Block* block, Op* op, in Instruction guest)
    {
        uint count = block->Count;
        if (op->Imm > block->CsLimit && guest.Op0Kind == OpKind.NearBranch32)
        {
            return false;
        }

        switch (guest.Code)
        {
            case Code.Jmp_rel8_32 or Code.Jmp_rel32_32:
                EmitRetire(count);
                EmitJump(op->Imm);
                return true;
            case Code.Call_rel32_32:
                EmitPushImmediate(op->NextEip);
                EmitRetire(count);
                EmitJump(op->Imm);
                return true;
            case Code.Retnd or Code.Retnd_imm16:
                if (block->CsLimit != uint.MaxValue)
                {
                    return false;
                }

                _asm.mov(r8d, __dword_ptr.gs[r12d]);
                _asm.lea(r12d, __[r12 + 4 + (guest.Code == Code.Retnd ? 0 : guest.Immediate16)]);
                EmitRetire(count);
                EmitIndirect(block);
                return true;
            case Code.Jmp_rm32 or Code.Call_rm32:
                return TryEmitIndirect(block, op, guest);
            case Code.Jecxz_rel8_32:
                EmitRetire(count);
                _asm.mov(ecx, r13d);
                EmitZeroBranch(op->Imm, op->NextEip);
                return true;
            case Code.Loop_rel8_32_ECX:
                _asm.lea(r13d, __[r13 - 1]);
                EmitRetire(count);
                _asm.mov(ecx, r13d);
                EmitZeroBranch(op->NextEip, op->Imm);
                return true;
            default:
                if (guest.ConditionCode == ConditionCode.None || guest.FlowControl != FlowControl.ConditionalBranch || !guest.Code.IsJccShortOrNear()
                    || guest.Op0Kind != OpKind.NearBranch32)
                {
                    return false;
                }

                EmitRetire(count);
                EmitCondition(guest.ConditionCode, op->Imm);
                EmitJump(op->NextEip);
                return true;
        }
    }

    private bool TryEmitIndirect(Block* block, Op* op, in Instruction guest)
    {
        if (block->CsLimit != uint.MaxValue)
        {
            return false;
        }

        if (guest.Op0Kind == OpKind.Register)
        {
            _ = InstructionMapper.TryMap(guest.Op0Register, out Register host);
            _asm.mov(r8d, new AssemblerRegister32(host));
        }
        else if (InstructionMapper.IsBased(guest) || !TryEmitLoad(guest, Register.R8D))
        {
            return false;
        }

        if (guest.Code == Code.Call_rm32)
        {
            EmitPushImmediate(op->NextEip);
        }

        EmitRetire(block->Count);
        EmitIndirect(block);
        return true;
    }

    private void EmitPushImmediate(uint value)
    {
        _asm.mov(__dword_ptr.gs[r12d - 4], value);
        _asm.lea(r12d, __[r12 - 4]);
    }

    private void EmitRetire(uint count) => _asm.lea(r14, __[r14 - (int)count]);

    private void EmitJump(uint eip) => EmitJump(eip, _asm.CreateLabel());

    private void EmitJump(uint eip, Label site)
    {
        Label thunk = _asm.CreateLabel();
        _asm.Label(ref site);
        _asm.jmp(thunk);
        _thunks.Add((site, thunk, eip));
    }

    private void EmitCondition(ConditionCode condition, uint eip)
    {
        Label site = _asm.CreateLabel();
        Label thunk = _asm.CreateLabel();
        _asm.Label(ref site);
        switch (condition)
        {
            case ConditionCode.o: _asm.jo(thunk); break;
            case ConditionCode.no: _asm.jno(thunk); break;
            case ConditionCode.b: _asm.jb(thunk); break;
            case ConditionCode.ae: _asm.jae(thunk); break;
            case ConditionCode.e: _asm.je(thunk); break;
            case ConditionCode.ne: _asm.jne(thunk); break;
            case ConditionCode.be: _asm.jbe(thunk); break;
            case ConditionCode.a: _asm.ja(thunk); break;
            case ConditionCode.s: _asm.js(thunk); break;
            case ConditionCode.ns: _asm.jns(thunk); break;
            case ConditionCode.p: _asm.jp(thunk); break;
            case ConditionCode.np: _asm.jnp(thunk); break;
            case ConditionCode.l: _asm.jl(thunk); break;
            case ConditionCode.ge: _asm.jge(thunk); break;
            case ConditionCode.le: _asm.jle(thunk); break;
            default: _asm.jg(thunk); break;
        }

        _thunks.Add((site, thunk, eip));
    }

    private void EmitZeroBranch(uint ifZero, uint otherwise)
    {
        Label zero = _asm.CreateLabel();
        _asm.PreferShortBranch = true;
        _asm.jrcxz(zero);
        _asm.PreferShortBranch = false;
        EmitJump(otherwise);
        EmitJump(ifZero, zero);
    }

    /// <summary>Goes to the EIP in R8D, at once where its translation is known.</summary>
    private void EmitIndirect(Block* block)
    {
        Label hit = _asm.CreateLabel();
        _asm.movzx(ecx, r8w);
        _asm.lea(rcx, __[rcx * 8]);
        _asm.mov(r9, (long)jumps.TableOf(block->Mode));
        _asm.lea(r9, __[r9 + (rcx * 2)]);
        _asm.mov(ecx, __dword_ptr[r9]);
        _asm.not(ecx);
        _asm.lea(ecx, __[rcx + r8 + 1]);
        _asm.PreferShortBranch = true;
        _asm.jrcxz(hit);
        _asm.PreferShortBranch = false;
        _asm.mov(__dword_ptr[r15 + EipOffset], r8d);
        _asm.mov(r9d, NativeExit.Link);
        _asm.mov(r10d, 0);
        _asm.jmp((ulong)code.Exit);
        _asm.Label(ref hit);
        _asm.jmp(__qword_ptr[r9 + 8]);
    }

    private void EmitThunk(Label site, Label thunk, uint eip)
    {
        _asm.Label(ref thunk);
        _asm.mov(__dword_ptr[r15 + EipOffset], eip);
        _asm.lea(r10, __[site]);
        _asm.mov(r9d, NativeExit.Link);
        _asm.jmp((ulong)code.Exit);
    }

    /// <summary>What is written stays in one buffer.</summary>
    private sealed class Stream : CodeWriter
    {
        private readonly byte[] _bytes = new byte[MaxBlockBytes];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Reset() => _length = 0;

        public override void WriteByte(byte value) => _bytes[_length++] = value;
    }
}
