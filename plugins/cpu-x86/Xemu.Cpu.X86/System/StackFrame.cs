namespace Xemu.Cpu.X86;

/// <summary>A stack that is not loaded yet: pushes of gates and task switches go through it, with the rights of the level that will use it.</summary>
internal unsafe ref struct StackFrame
{
    public Segment Segment;
    public uint Pointer;

    /// <summary>Whether the stack's level is 3.</summary>
    public bool IsUser;

    /// <summary>Error code of #SS.</summary>
    public uint Error;

    public readonly uint Mask => Segment.IsBig ? 0xFFFF_FFFF : 0xFFFF;

    public static StackFrame Current(CpuState* s) => new()
    {
        Segment = s->Ss,
        Pointer = s->Gpr[Reg.Esp],
        IsUser = s->Cpl == 3,
        Error = 0,
    };

    /// <summary>Whether a number of bytes fits below the pointer; #SS when not.</summary>
    public bool HasRoom(CpuState* s, uint bytes)
    {
        uint offset = (Pointer - bytes) & Mask;
        fixed (Segment* seg = &Segment)
        {
            return SegmentCheck.Within(seg, offset, bytes) || Fault.Raise(s, Fault.SS, Error);
        }
    }

    public bool Push(CpuState* s, bool wide, uint value)
    {
        uint bytes = wide ? 4u : 2u;
        uint offset = (Pointer - bytes) & Mask;
        fixed (Segment* seg = &Segment)
        {
            if (!SegmentCheck.Within(seg, offset, bytes))
            {
                return Fault.Raise(s, Fault.SS, Error);
            }
        }

        // Only level 3 is checked, whichever level the push comes from.
        if (IsUser && !MemSlow.Aligned(s, Segment.Base + offset, bytes))
        {
            return false;
        }

        if (!MemSlow.WriteAs(s, Segment.Base + offset, (byte*)&value, bytes, IsUser))
        {
            return false;
        }

        Pointer = (Pointer & ~Mask) | offset;
        return true;
    }

    public readonly void Commit(CpuState* s)
    {
        SegmentLoad.CommitStack(s, Segment);
        s->Gpr[Reg.Esp] = Pointer;
    }
}
