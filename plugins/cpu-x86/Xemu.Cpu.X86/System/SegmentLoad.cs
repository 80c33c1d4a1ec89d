namespace Xemu.Cpu.X86;

/// <summary>Loads of segment registers. Intel SDM vol. 3, 5.5 to 5.8.</summary>
internal static unsafe class SegmentLoad
{
    public const uint CsNumber = 1;
    public const uint SsNumber = 2;

    /// <summary>Whether segments are paragraphs: real or VM86 mode.</summary>
    public static bool IsParagraphs(CpuState* s) => (s->Mode & (CpuMode.Protected | CpuMode.V86)) != CpuMode.Protected;

    /// <summary>Loads ES, SS, DS, FS or GS as MOV and POP do.</summary>
    public static bool Load(CpuState* s, uint number, uint selector)
    {
        selector &= 0xFFFF;
        if (IsParagraphs(s))
        {
            SetParagraph(s, number, selector);
            return true;
        }

        return number == SsNumber ? LoadStack(s, selector, s->Cpl, Fault.GP) : LoadData(s, number, selector, Fault.GP);
    }

    /// <summary>Sets base and selector as real mode does, and in VM86 limit and rights too.</summary>
    public static void SetParagraph(CpuState* s, uint number, uint selector)
    {
        Segment* seg = Reg.Seg(s, number);
        seg->Selector = (ushort)selector;
        seg->Base = selector << 4;
        if ((s->EflagsRest & Efl.Vm) != 0)
        {
            seg->Limit = 0xFFFF;
            seg->Attributes = 0xF3;
        }
        else if (number == CsNumber && (s->Cr0 & Cr.Pe) == 0)
        {
            seg->Attributes = (ushort)(0x93 | (seg->Attributes & 0x5000));
        }

        seg->Refresh();
        if (number == SsNumber)
        {
            s->StackMask = seg->IsBig ? 0xFFFF_FFFF : 0xFFFF;
        }
    }

    /// <summary>Loads a data segment register; the vector is #GP, or #TS in a task switch.</summary>
    public static bool LoadData(CpuState* s, uint number, uint selector, int vector)
    {
        if ((selector & 0xFFFC) == 0)
        {
            SetNull(Reg.Seg(s, number), selector);
            return true;
        }

        if (!Descriptors.Read(s, selector, vector, out Descriptor d))
        {
            return false;
        }

        uint rpl = selector & 3;
        if (!d.IsReadable || (!d.IsConforming && (d.Dpl < s->Cpl || d.Dpl < rpl)))
        {
            return Descriptors.Fail(s, vector, selector);
        }

        if (!d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.NP, selector);
        }

        if (!Descriptors.MarkAccessed(s, selector, d))
        {
            return false;
        }

        Set(Reg.Seg(s, number), selector, d);
        return true;
    }

    /// <summary>Loads SS for a privilege level.</summary>
    public static bool LoadStack(CpuState* s, uint selector, uint cpl, int vector)
    {
        var segment = default(Segment);
        if (!CheckStack(s, selector, cpl, vector, ref segment))
        {
            return false;
        }

        CommitStack(s, segment);
        return true;
    }

    /// <summary>Checks a stack selector for a level and gives the segment without loading it.</summary>
    public static bool CheckStack(CpuState* s, uint selector, uint cpl, int vector, ref Segment segment)
    {
        if ((selector & 0xFFFC) == 0)
        {
            return Fault.Raise(s, vector, vector == Fault.TS ? (selector & 0xFFFC) | s->Ext : s->Ext);
        }

        if (!Descriptors.Read(s, selector, vector, out Descriptor d))
        {
            return false;
        }

        if ((selector & 3) != cpl || d.Dpl != cpl || d.IsSystem || !d.IsWritableData)
        {
            return Descriptors.Fail(s, vector, selector);
        }

        if (!d.IsPresent)
        {
            return Descriptors.Fail(s, Fault.SS, selector);
        }

        if (!Descriptors.MarkAccessed(s, selector, d))
        {
            return false;
        }

        d.Fill(ref segment, selector);
        segment.Attributes |= 1;
        return true;
    }

    public static void CommitStack(CpuState* s, in Segment segment)
    {
        s->Ss = segment;
        s->StackMask = segment.IsBig ? 0xFFFF_FFFF : 0xFFFF;
    }

    /// <summary>Loads CS from a checked descriptor; RPL becomes the level.</summary>
    public static void CommitCode(CpuState* s, uint selector, in Descriptor d, uint cpl)
    {
        Set(&s->Cs, (selector & 0xFFFC) | cpl, d);
        s->Cpl = cpl;
        Events.UpdateMode(s);
    }

    public static void SetNull(Segment* seg, uint selector)
    {
        seg->Selector = (ushort)selector;
        seg->Base = 0;
        seg->Limit = 0;
        seg->Attributes = 0;
        seg->Refresh();
    }

    /// <summary>After a return to an outer level: data segments that it may not have become null. Intel SDM vol. 3, 5.8.6.</summary>
    public static void DropInner(CpuState* s)
    {
        ReadOnlySpan<byte> numbers = [0, 3, 4, 5];
        foreach (byte number in numbers)
        {
            Segment* seg = Reg.Seg(s, number);
            bool conforming = (seg->Attributes & 0x1C) == 0x1C;
            if (!conforming && seg->Dpl < s->Cpl)
            {
                SetNull(seg, 0);
            }
        }
    }

    private static void Set(Segment* seg, uint selector, in Descriptor d)
    {
        d.Fill(ref *seg, selector);
        seg->Attributes |= 1;
    }
}
