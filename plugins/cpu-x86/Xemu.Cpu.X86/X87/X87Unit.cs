using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>The register stack, the status word and the last-instruction pointers of a processor, for the x87 handlers.</summary>
internal static unsafe class X87Unit
{
    private const uint Summary = 0x80;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float80* St(CpuState* s, uint i) => (Float80*)Reg.X87(s, s->FpuTop + i);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsEmpty(CpuState* s, uint i) => (s->FpuTags & Tag(s, i)) == 0;

    /// <summary>Writes ST(i), which is then valid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(CpuState* s, uint i, in Float80 value)
    {
        *St(s, i) = value;
        s->FpuTags |= (byte)Tag(s, i);
    }

    public static void Free(CpuState* s, uint i) => s->FpuTags &= (byte)~Tag(s, i);

    /// <summary>Pushes without a test; the caller did that by <see cref="IsEmpty"/> of ST(7).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Push(CpuState* s, in Float80 value)
    {
        s->FpuTop = (s->FpuTop - 1) & 7;
        Write(s, 0, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pop(CpuState* s)
    {
        Free(s, 0);
        s->FpuTop = (s->FpuTop + 1) & 7;
    }

    /// <summary>Notes the instruction for FIP, FCS, FOP and, with a memory operand, FDP and FDS.</summary>
    /// <remarks>Called by each non-control instruction once it cannot fault any more. Source: Intel SDM vol. 1, 8.1.8 and 8.1.9.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Note(CpuState* s, Op* op)
    {
        s->FpuIp = op->Eip;
        s->FpuCs = s->Cs.Selector;
        s->Fop = op->FpuOpcode;
    }

    /// <summary>The same for an instruction with a memory operand.</summary>
    public static void NoteMemory(CpuState* s, Op* op)
    {
        Note(s, op);
        s->FpuDp = Mem.Effective(s, op);
        s->FpuDs = Reg.Seg(s, op->Seg)->Selector;
    }

    /// <summary>Brings what an operation told into the status word.</summary>
    /// <param name="s">The processor.</param>
    /// <param name="c">Exceptions, added; and condition codes.</param>
    /// <param name="replaced">The condition codes that the instruction defines; the others stay.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge(CpuState* s, in X87Context c, X87Status replaced = X87Status.C1)
    {
        uint status = (s->Fsw & ~(uint)replaced) | (uint)c.Status;
        SetStatus(s, status);
    }

    /// <summary>Sets the status word but for TOP, and recomputes ES for the control word in force.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetStatus(CpuState* s, uint status)
    {
        const uint Kept = (uint)(X87Status.Exceptions | X87Status.StackFault | X87Status.Conditions);
        bool pending = (status & ~(uint)s->Fcw & (uint)X87Status.Exceptions) != 0;
        s->Fsw = (ushort)((status & Kept) | (pending ? Summary : 0));
    }

    /// <summary>The whole status word: TOP in its place, and B, which follows ES since the 387.</summary>
    public static ushort GetStatus(CpuState* s) =>
        (ushort)(s->Fsw | (s->FpuTop << 11) | ((s->Fsw & Summary) << 8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Tag(CpuState* s, uint i) => 1u << (int)((s->FpuTop + i) & 7);
}
