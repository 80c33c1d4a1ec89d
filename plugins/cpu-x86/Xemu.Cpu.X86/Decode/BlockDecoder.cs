using Iced.Intel;

namespace Xemu.Cpu.X86;

/// <summary>Decodes one block into the arena.</summary>
internal sealed unsafe class BlockDecoder
{
    public const int MaxOps = 64;
    private const int MaxLength = 15;
    public const DecoderOptions Options = DecoderOptions.NoMPFX_0FBC | DecoderOptions.NoMPFX_0FBD | DecoderOptions.ForceReservedNop;

    private readonly CodeBytes _bytes = new();
    private readonly Decoder _decoder16;
    private readonly Decoder _decoder32;

    public BlockDecoder()
    {
        _decoder16 = Decoder.Create(16, _bytes, Options);
        _decoder32 = Decoder.Create(32, _bytes, Options);
    }

    /// <summary>Decodes at CS:EIP. False: fetching faulted, and the fault is recorded.</summary>
    /// <param name="s">The processor.</param>
    /// <param name="host">Where the first byte lies, or null when it is not in RAM or ROM.</param>
    /// <param name="linear">Its linear address.</param>
    /// <param name="block">Receives the block; everything but its links.</param>
    /// <param name="arena">Has room for the largest block.</param>
    public bool Decode(CpuState* s, byte* host, uint linear, Block* block, Arena arena)
    {
        block->Eip = s->Eip;
        block->CsBase = s->Cs.Base;
        block->CsLimit = s->Cs.Limit;
        block->Mode = s->Mode;
        Decoder decoder = (s->Mode & CpuMode.Code32) != 0 ? _decoder32 : _decoder16;
        Op* ops = stackalloc Op[MaxOps + 1];
        uint inPage = 4096 - (linear & 0xFFF);
        uint available = (uint)Math.Min(inPage, (ulong)s->Cs.Limit - s->Eip + 1);
        uint at = 0;
        int count = 0;
        bool ended = false;
        if (host != null)
        {
            Breakpoints? breakpoints = s->CodeBreaks != 0 ? s->Host.Breakpoints : null;
            while (count < MaxOps && !ended && (count == 0 || breakpoints?.IsAt(linear + at) != true))
            {
                _bytes.Set(host + at, available - at);
                decoder.IP = s->Eip + at;
                decoder.Decode(out Instruction instruction);
                if (instruction.IsInvalid && at + instruction.Length >= available && decoder.LastError == DecoderError.NoMoreBytes)
                {
                    break;
                }

                ended = Append(s, ops + count, instruction, s->Eip + at, count, host + at);
                at += (uint)instruction.Length;
                count++;
                if (at >= available)
                {
                    break;
                }
            }
        }

        if (count == 0)
        {
            byte* copy = stackalloc byte[MaxLength + 1];
            if (!FetchCopy(s, linear, copy, out uint fetched, out bool limited))
            {
                return false;
            }

            _bytes.Set(copy, fetched);
            decoder.IP = s->Eip;
            decoder.Decode(out Instruction instruction);
            if (instruction.IsInvalid && decoder.LastError == DecoderError.NoMoreBytes && fetched < MaxLength)
            {
                return limited ? Fault.GeneralProtection(s, 0) : Refault(s, linear + fetched);
            }

            ended = Append(s, ops, instruction, s->Eip, 0, copy);
            at = (uint)instruction.Length;
            count = 1;
            if (at > inPage)
            {
                block->CrossesPage = 1;
                TlbEntry* entry = MemSlow.TranslateCode(s, (linear & 0xFFFF_F000) + 4096);
                block->HostSecondPage = s->Host.Physical.Get(entry->PhysicalPage)->Host;
            }
        }

        Finish(s, block, ops, count, at, ended, arena);
        return true;
    }

    private static void Finish(CpuState* s, Block* block, Op* ops, int count, uint length, bool ended, Arena arena)
    {
        if (ended)
        {
            ops[count - 1].Flags |= OpFlags.Last;
        }
        else
        {
            ops[count] = default;
            ops[count].Handler = &Flow.EndOfBlock;
            ops[count].Eip = s->Eip + length;
            ops[count].Number = (ushort)count;
            ops[count].Retire = (ushort)count;
            ops[count].Flags = OpFlags.Last;
            count++;
        }

        block->Count = (uint)(ended ? count : count - 1);
        block->Length = length;
        block->Ops = (Op*)arena.Take((nuint)(count * sizeof(Op)));
        for (int i = 0; i < count; i++)
        {
            block->Ops[i] = ops[i];
        }
    }

    private static bool Append(CpuState* s, Op* op, in Instruction instruction, uint eip, int number, byte* bytes)
    {
        *op = default;
        op->Eip = eip;
        op->NextEip = eip + (uint)instruction.Length;
        op->Number = (ushort)number;
        op->Retire = (ushort)(number + 1);
        if (instruction.IsInvalid)
        {
            op->Handler = instruction.Length >= MaxLength ? &OpBuilder.TooLong : &OpBuilder.InvalidOpcode;
            return true;
        }

        OpBuilder.Build(op, instruction);
        if (op->Imm > s->Cs.Limit && instruction.FlowControl is FlowControl.UnconditionalBranch or FlowControl.ConditionalBranch or FlowControl.Call
            && instruction.GetOpKind(0) is OpKind.NearBranch16 or OpKind.NearBranch32)
        {
            op->Handler = &Jumps.BeyondLimit;
        }

        op->FpuOpcode = X87Opcode.Find(bytes, (uint)instruction.Length);
        return OpBuilder.EndsBlock(instruction);
    }

    /// <summary>Copies up to 15 bytes over a page border or out of registers; stops at the segment limit or where the second page faults.</summary>
    private static bool FetchCopy(CpuState* s, uint linear, byte* copy, out uint fetched, out bool limited)
    {
        ulong left = (ulong)s->Cs.Limit - s->Eip + 1;
        limited = left < MaxLength;
        uint wanted = (uint)Math.Min(MaxLength, left);
        uint first = Math.Min(wanted, 4096 - (linear & 0xFFF));
        fetched = 0;
        if (!MemSlow.ReadCode(s, linear, copy, first))
        {
            return false;
        }

        fetched = first;
        if (first < wanted)
        {
            int attention = s->Attention;
            uint cr2 = s->Cr2;
            if (MemSlow.ReadCode(s, linear + first, copy + first, wanted - first))
            {
                fetched = wanted;
            }
            else
            {
                // Perhaps the instruction ends before: decided when the bytes are known.
                s->Attention = attention;
                s->Cr2 = cr2;
                limited = false;
            }
        }

        return true;
    }

    private static bool Refault(CpuState* s, uint linear)
    {
        MemSlow.TranslateCode(s, linear);
        return false;
    }
}
