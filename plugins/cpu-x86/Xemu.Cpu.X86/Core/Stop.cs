namespace Xemu.Cpu.X86;

/// <summary>Ends the running block after the instruction in progress, at no cost to blocks that are not stopped: the op behind it gets another handler for a moment.</summary>
internal static unsafe class Stop
{
    /// <summary>Asks for the stop; may be called several times by one instruction.</summary>
    public static void AfterCurrent(CpuState* s)
    {
        Op* op = s->CurrentOp;
        if (s->PatchedOp != null || (op->Flags & OpFlags.Last) != 0)
        {
            return;
        }

        s->PatchedOp = op + 1;
        s->PatchedHandler = op[1].Handler;
        op[1].Handler = &Stopped;
        s->Attention |= Attention.Stop;
    }

    /// <summary>Puts the op back; called between blocks.</summary>
    public static void Clear(CpuState* s)
    {
        s->Attention &= ~Attention.Stop;
        if (s->PatchedOp != null)
        {
            s->PatchedOp->Handler = s->PatchedHandler;
            s->PatchedOp = null;
        }
    }

    private static bool Stopped(CpuState* s, Op* op)
    {
        s->Eip = op->Eip;
        s->Count -= (uint)(op->Retire - op->Number);
        return false;
    }
}
