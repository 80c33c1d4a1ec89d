using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>Checks an access against a segment that is not flat. Intel SDM vol. 3, 5.3 to 5.5.</summary>
internal static unsafe class SegmentCheck
{
    private const uint StackSegment = 2;

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Access(CpuState* s, uint segment, uint offset, uint bytes, bool write)
    {
        Segment* seg = &s->Es + segment;
        bool typed = (s->Mode & (CpuMode.Protected | CpuMode.V86)) == CpuMode.Protected;
        if (typed && (!seg->IsPresent || !(write ? seg->IsWritable : seg->IsReadable)))
        {
            return Raise(s, segment);
        }

        return Within(seg, offset, bytes) || Raise(s, segment);
    }

    /// <summary>Whether bytes at an offset lie within the segment.</summary>
    public static bool Within(Segment* seg, uint offset, uint bytes)
    {
        ulong last = (ulong)offset + bytes - 1;
        if (seg->IsExpandDown)
        {
            return offset > seg->Limit && last <= (seg->IsBig ? 0xFFFF_FFFFu : 0xFFFFu);
        }

        return last <= seg->Limit || seg->Limit == 0xFFFF_FFFF;
    }

    private static bool Raise(CpuState* s, uint segment) => Fault.Raise(s, segment == StackSegment ? Fault.SS : Fault.GP, 0);
}
