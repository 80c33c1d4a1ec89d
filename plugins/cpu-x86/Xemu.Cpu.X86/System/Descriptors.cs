namespace Xemu.Cpu.X86;

/// <summary>Reads and marks descriptors.</summary>
internal static unsafe class Descriptors
{
    /// <summary>Reads the descriptor of a selector. False with <paramref name="outside"/> set: beyond the table, nothing recorded; else a page fault is.</summary>
    public static bool TryRead(CpuState* s, uint selector, out Descriptor descriptor, out bool outside)
    {
        descriptor = default;
        outside = false;
        if (!Locate(s, selector, out uint address))
        {
            outside = true;
            return false;
        }

        if (!SysMem.Read64(s, address, out ulong raw))
        {
            return false;
        }

        descriptor = new Descriptor(raw);
        return true;
    }

    /// <summary>Reads a descriptor, with the given fault and the selector as error code when it lies beyond its table.</summary>
    public static bool Read(CpuState* s, uint selector, int vector, out Descriptor descriptor)
    {
        if (TryRead(s, selector, out descriptor, out bool outside))
        {
            return true;
        }

        return outside && Fail(s, vector, selector);
    }

    /// <summary>Records a fault whose error code is a selector.</summary>
    public static bool Fail(CpuState* s, int vector, uint selector) => Fault.Raise(s, vector, (selector & 0xFFFC) | s->Ext);

    /// <summary>Sets the accessed bit, which may fault.</summary>
    public static bool MarkAccessed(CpuState* s, uint selector, in Descriptor descriptor)
    {
        if (descriptor.IsAccessed)
        {
            return true;
        }

        return Locate(s, selector, out uint address) && SysMem.Write8(s, address + 5, ((descriptor.High >> 8) & 0xFF) | 1);
    }

    /// <summary>Sets or clears the busy bit of a TSS descriptor.</summary>
    public static bool SetBusy(CpuState* s, uint selector, bool busy)
    {
        if (!Locate(s, selector, out uint address) || !SysMem.Read8(s, address + 5, out uint type))
        {
            return false;
        }

        return SysMem.Write8(s, address + 5, busy ? type | 2 : type & ~2u);
    }

    public static bool Locate(CpuState* s, uint selector, out uint address)
    {
        bool local = (selector & 4) != 0;
        uint offset = selector & 0xFFF8;
        address = (local ? s->Ldt.Base : s->GdtBase) + offset;
        uint limit = local ? s->Ldt.Limit : s->GdtLimit;
        return offset + 7 <= limit && (!local || s->Ldt.IsPresent && (s->Ldt.Selector & 0xFFFC) != 0);
    }
}
