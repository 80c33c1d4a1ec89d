namespace Xemu.Cpu.X86;

/// <summary>Reads of the present task's TSS: inner stacks, the I/O permission map, the interrupt redirection map. Intel SDM vol. 3, 7.2 and 20.3.</summary>
internal static unsafe class Tss
{
    /// <summary>Whether TR holds a 32-bit TSS.</summary>
    public static bool IsWide(CpuState* s) => (s->Tr.Attributes & 8) != 0;

    /// <summary>The stack of an inner level, checked but not loaded.</summary>
    public static bool InnerStack(CpuState* s, uint cpl, ref StackFrame stack)
    {
        bool wide = IsWide(s);
        uint offset = wide ? 4 + (8 * cpl) : 2 + (4 * cpl);
        if (offset + (wide ? 5u : 3u) > s->Tr.Limit)
        {
            return Descriptors.Fail(s, Fault.TS, s->Tr.Selector);
        }

        uint pointer;
        bool read = wide ? SysMem.Read32(s, s->Tr.Base + offset, out pointer) : SysMem.Read16(s, s->Tr.Base + offset, out pointer);
        if (!read || !SysMem.Read16(s, s->Tr.Base + offset + (wide ? 4u : 2u), out uint selector))
        {
            return false;
        }

        if (!SegmentLoad.CheckStack(s, selector, cpl, Fault.TS, ref stack.Segment))
        {
            return false;
        }

        stack.Pointer = pointer;
        stack.IsUser = cpl == 3;
        stack.Error = (selector & 0xFFFC) | s->Ext;
        return true;
    }

    /// <summary>Whether the I/O permission map denies a port. False with nothing recorded is "allowed"; page faults record.</summary>
    public static bool CheckPort(CpuState* s, uint port, uint bytes)
    {
        if (!s->Tr.IsPresent || !IsWide(s) || s->Tr.Limit < 103)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!SysMem.Read16(s, s->Tr.Base + 102, out uint map))
        {
            return false;
        }

        uint at = map + (port >> 3);
        if (at + 1 > s->Tr.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!SysMem.Read16(s, s->Tr.Base + at, out uint bits))
        {
            return false;
        }

        uint mask = ((1u << (int)bytes) - 1) << (int)(port & 7);
        return (bits & mask) == 0 || Fault.GeneralProtection(s, 0);
    }

    /// <summary>The redirection bit of a VM86 software interrupt (CR4.VME); 1 sends it to protected mode.</summary>
    public static bool Redirection(CpuState* s, int vector, out bool toProtected)
    {
        toProtected = true;
        if (!SysMem.Read16(s, s->Tr.Base + 102, out uint map))
        {
            return false;
        }

        uint at = map - 32 + ((uint)vector >> 3);
        if (map < 32 || at > s->Tr.Limit)
        {
            return Fault.GeneralProtection(s, 0);
        }

        if (!SysMem.Read8(s, s->Tr.Base + at, out uint bits))
        {
            return false;
        }

        toProtected = (bits & (1u << (vector & 7))) != 0;
        return true;
    }
}
