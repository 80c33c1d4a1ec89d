using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>How a handler leaves its block.</summary>
internal static unsafe class Flow
{
    /// <summary>Leaves the block for the next instruction, which the run loop looks up again.</summary>
    public static bool Next(CpuState* s, Op* op)
    {
        s->Eip = op->NextEip;
        return false;
    }

    /// <summary>Leaves for the following instruction through the op's own link.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FallThrough(CpuState* s, Op* op)
    {
        s->Eip = op->NextEip;
        s->Link = &op->Link0;
        return false;
    }

    /// <summary>Leaves for the direct branch target.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Taken(CpuState* s, Op* op)
    {
        s->Eip = op->Imm;
        s->Link = &op->Link1;
        return false;
    }

    /// <summary>The op behind the last instruction of a block that does not branch.</summary>
    public static bool EndOfBlock(CpuState* s, Op* op)
    {
        s->Eip = op->Eip;
        s->Link = &op->Link0;
        return false;
    }
}
