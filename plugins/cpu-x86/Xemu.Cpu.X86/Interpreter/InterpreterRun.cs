using System.Runtime.CompilerServices;
using Xemu.Abstractions.Cpu;

namespace Xemu.Cpu.X86;

/// <content>The run loop.</content>
public unsafe partial class Interpreter
{
    /// <inheritdoc/>
    public CpuExit Run(ulong untilCount)
    {
        CpuState* s = _state;
        s->Until = untilCount;
        _idleFaults = 0;
        _lastFaultCount = s->Count;
        _host.EnterThread();
        _host.CheckGeneration();
        _host.Breakpoints.Enter();
        while (true)
        {
            if (AttentionOf(s) != 0 && Attend(s) is { } exit)
            {
                return exit;
            }

            if (s->Count >= untilCount)
            {
                return CpuExit.CountReached;
            }

            Block* block = _host.Code.Find(s);
            if (block == null)
            {
                continue;
            }

            if ((s->Attention & Attention.Careful) != 0)
            {
                Step(s, block);
            }
            else if (untilCount - s->Count < block->Count)
            {
                RunPart(s, block, (uint)(untilCount - s->Count));
            }
            else
            {
                RunBlocks(s, block);
            }
        }
    }

    /// <summary>Runs blocks, whole ones, until something needs attention or the next one does not fit into the count.</summary>
    /// <param name="s">The state.</param>
    /// <param name="block">The first one, which fits.</param>
    private protected virtual void RunBlocks(CpuState* s, Block* block) => RunChain(s, block, _host.Code);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static long AttentionOf(CpuState* s) => Volatile.Read(ref *(long*)&s->Attention);

    /// <summary>Runs whole blocks, one after the other, as long as nothing needs attention and the count allows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunChain(CpuState* s, Block* block, CodeCache code)
    {
        while (true)
        {
            s->CurrentBlock = block;
            s->Link = null;
            Op* op = block->Ops;
            s->CurrentOp = op;
            while (op->Handler(s, op))
            {
                op++;
                s->CurrentOp = op;
            }

            op = s->CurrentOp;
            s->Count += op->Retire;
            if (AttentionOf(s) != 0)
            {
                AfterBlock(s, op);
                return;
            }

            Block** link = s->Link;
            if (link != null)
            {
                block = *link;
                if (block == null || block->Epoch != s->Epoch)
                {
                    block = code.Find(s);
                    if (block == null)
                    {
                        return;
                    }

                    // A flush of the cache has taken the op that the link stood in.
                    if (s->Link != null)
                    {
                        *s->Link = block;
                    }
                }
            }
            else
            {
                block = code.Find(s);
                if (block == null)
                {
                    return;
                }
            }

            if (s->Count + block->Count > s->Until)
            {
                s->CurrentOp = s->IdleOp;
                return;
            }
        }
    }

    /// <summary>Runs some instructions of a block.</summary>
    private protected static void RunPart(CpuState* s, Block* block, uint count)
    {
        s->CurrentBlock = block;
        s->Link = null;
        Op* op = block->Ops;
        for (uint i = 0; i < count; i++, op++)
        {
            s->CurrentOp = op;
            if (!op->Handler(s, op))
            {
                s->Count += op->Retire;
                AfterBlock(s, op);
                return;
            }
        }

        s->Eip = op->Eip;
        s->Count += op->Number;
        s->CurrentOp = s->IdleOp;
    }

    /// <summary>What a block leaves to do when it ended with attention asked for: a fault puts EIP and the count back to its instruction.</summary>
    private protected static void AfterBlock(CpuState* s, Op* op)
    {
        if ((s->Attention & Attention.Fault) != 0)
        {
            s->Eip = s->FaultKeepsEip != 0 ? s->Eip : op->Eip;
            s->FaultKeepsEip = 0;
            s->Count -= (uint)(op->Retire - op->Number);
        }

        s->CurrentOp = s->IdleOp;
    }
}
