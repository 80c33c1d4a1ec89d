using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Iced.Intel;
using Xemu.Abstractions.State;

namespace Xemu.Cpu.X86;

/// <summary>Chooses the instructions of a trace: a block, and behind a direct branch the block that usually follows, as long as all lies in one page.</summary>
/// <remarks>
/// One page, so that a trace is as valid as the translation of the address that it is entered by, and leads to others of its page without a look. An instruction
/// that crosses into the next page is a trace of its own, which is entered through the jump table only: that knows both translations.
/// </remarks>
[Derived("scratch of one translation")]
internal sealed unsafe class TracePath
{
    private const uint Page = 0xFFFF_F000;

    private const uint MaxInstructionBytes = 15;

    /// <summary>How often a block was interpreted at least to be part of a trace.</summary>
    private const uint LeastRuns = 2;

    private readonly CodeCache _cache;
    private readonly CodeBytes _bytes = new();
    private readonly List<nint> _blocks = [];
    private readonly Decoder _decoder;
    private readonly Instruction[] _instructions = new Instruction[NativeTrace.MaxItems];
    private readonly TraceStep[] _steps = new TraceStep[NativeTrace.MaxItems];
    private readonly nint[] _ops = new nint[NativeTrace.MaxItems];
    private readonly nint[] _owners = new nint[NativeTrace.MaxItems];

    public TracePath(CodeCache cache)
    {
        _cache = cache;
        _decoder = Decoder.Create(32, _bytes, BlockDecoder.Options);
    }

    /// <summary>Instructions, 1 to <see cref="NativeTrace.MaxItems"/>.</summary>
    public int Count { get; private set; }

    /// <summary>Where it goes on behind the last instruction, unless that one leaves by itself.</summary>
    public uint Next { get; private set; }

    /// <summary>The blocks it is made of.</summary>
    public ReadOnlySpan<nint> Blocks => CollectionsMarshal.AsSpan(_blocks);

    public ReadOnlySpan<Instruction> Instructions => _instructions.AsSpan(0, Count);

    /// <summary>How an instruction goes on to the next.</summary>
    public TraceStep Step(int item) => _steps[item];

    public Op* OpOf(int item) => (Op*)_ops[item];

    public Block* BlockOf(int item) => (Block*)_owners[item];

    /// <summary>Chooses the path that starts with a block.</summary>
    /// <param name="head">The block.</param>
    public void Choose(Block* head)
    {
        Count = 0;
        _blocks.Clear();
        Block* block = head;
        while (block != null)
        {
            block = Append(head, block);
        }
    }

    /// <summary>Appends a block and gives the one to go on with, or null.</summary>
    private Block* Append(Block* head, Block* block)
    {
        _blocks.Add((nint)block);
        int count = (int)block->Count;
        byte* crossing = stackalloc byte[(int)MaxInstructionBytes];
        for (int i = 0; i < count; i++)
        {
            Op* op = block->Ops + i;
            uint at = op->Eip - block->Eip;
            if (block->CrossesPage != 0)
            {
                uint first = 4096 - (block->Eip & ~Page);
                Unsafe.CopyBlockUnaligned(crossing, block->HostStart, first);
                Unsafe.CopyBlockUnaligned(crossing + first, block->HostSecondPage, block->Length - first);
                _bytes.Set(crossing, block->Length);
            }
            else
            {
                _bytes.Set(block->HostStart + at, block->Length - at);
            }

            _decoder.IP = op->Eip;
            _decoder.Decode(out _instructions[Count]);
            _ops[Count] = (nint)op;
            _owners[Count] = (nint)block;
            _steps[Count] = TraceStep.Through;
            Count++;
        }

        Op* last = block->Ops + count - 1;
        if ((last->Flags & OpFlags.Last) == 0)
        {
            Next = block->Ops[count].Eip;
            return Follow(head, block, Next);
        }

        if ((last->Flags & OpFlags.Slow) != 0)
        {
            _steps[Count - 1] = TraceStep.Leave;
            return null;
        }

        return Branch(head, block, last);
    }

    private Block* Branch(Block* head, Block* block, Op* op)
    {
        ref readonly Instruction instruction = ref _instructions[Count - 1];
        ref TraceStep step = ref _steps[Count - 1];
        switch (instruction.Code)
        {
            case Code.Jmp_rel8_32 or Code.Jmp_rel32_32 or Code.Call_rel32_32:
                Next = op->Imm;
                return Follow(head, block, Next);
            case Code.Jecxz_rel8_32 or Code.Loop_rel8_32_ECX:
                Next = op->NextEip;
                return op->Imm == head->Eip ? null : Follow(head, block, Next);
            default:
                if (instruction.Code == Code.Sti)
                {
                    // Something has to follow it: else it is interpreted.
                    Next = op->NextEip;
                    return Follow(head, block, Next, isNeeded: true);
                }

                if (instruction.Code is Code.Cli or Code.Popfd || InstructionMapper.IsRepeatedMove(instruction))
                {
                    Next = op->NextEip;
                    return Follow(head, block, Next);
                }

                if (!instruction.Code.IsJccShortOrNear() || instruction.Op0Kind != OpKind.NearBranch32)
                {
                    step = TraceStep.Leave;
                    return null;
                }

                Next = op->NextEip;
                Block* taken = _cache.Peek(block, op->Imm);
                Block* other = _cache.Peek(block, op->NextEip);
                if (Weight(taken) > Weight(other))
                {
                    Block* next = Follow(head, block, op->Imm);
                    if (next != null)
                    {
                        step = TraceStep.Taken;
                        Next = op->Imm;
                    }

                    return next;
                }

                return Follow(head, block, op->NextEip);
        }
    }

    /// <summary>The block at an address if it belongs into the trace.</summary>
    private Block* Follow(Block* head, Block* from, uint eip, bool isNeeded = false)
    {
        Block* block = _cache.Peek(from, eip);
        return block == null || (!isNeeded && (block->Native != null || block->Runs < LeastRuns)) || (block->Eip & Page) != (head->Eip & Page)
            || Count + block->Count > NativeTrace.MaxItems || _blocks.Contains((nint)block) ? null : block;
    }

    private static uint Weight(Block* block) => block == null ? 0 : block->Native != null ? uint.MaxValue : block->Runs;
}
