namespace Xemu.Cpu.X86;

/// <summary>A descriptor as it stands in the GDT, an LDT or the IDT. Intel SDM vol. 3, 3.4.5 and 3.5.</summary>
internal readonly struct Descriptor(ulong raw)
{
    public const uint Tss16 = 1;
    public const uint LdtType = 2;
    public const uint CallGate16 = 4;
    public const uint TaskGate = 5;
    public const uint Interrupt16 = 6;
    public const uint Trap16 = 7;
    public const uint Tss32 = 9;
    public const uint CallGate32 = 12;
    public const uint Interrupt32 = 14;
    public const uint Trap32 = 15;

    private readonly uint _low = (uint)raw;
    private readonly uint _high = (uint)(raw >> 32);

    public uint High => _high;

    public uint Base => (_low >> 16) | ((_high & 0xFF) << 16) | (_high & 0xFF00_0000);

    public uint Limit
    {
        get
        {
            uint limit = (_low & 0xFFFF) | (_high & 0xF_0000);
            return (_high & 0x80_0000) != 0 ? (limit << 12) | 0xFFF : limit;
        }
    }

    public ushort Attributes => (ushort)((_high >> 8) & 0xF0FF);

    public uint Type => (_high >> 8) & 15;

    public uint Dpl => (_high >> 13) & 3;

    public bool IsPresent => (_high & 0x8000) != 0;

    /// <summary>S clear: a gate, TSS or LDT.</summary>
    public bool IsSystem => (_high & 0x1000) == 0;

    public bool IsCode => (_high & 0x1800) == 0x1800;

    public bool IsConforming => (_high & 0x1C00) == 0x1C00;

    public bool IsWritableData => (_high & 0x1A00) == 0x1200;

    /// <summary>Data, or code with R set.</summary>
    public bool IsReadable => !IsSystem && (_high & 0x0A00) != 0x0800;

    public bool IsAccessed => (_high & 0x100) != 0;

    public ushort GateSelector => (ushort)(_low >> 16);

    public uint GateOffset => (Type & 8) != 0 ? (_low & 0xFFFF) | (_high & 0xFFFF_0000) : _low & 0xFFFF;

    public uint GateParameters => _high & 31;

    public bool IsWideGate => (Type & 8) != 0;

    /// <summary>Fills a segment's hidden part.</summary>
    public void Fill(ref Segment segment, uint selector)
    {
        segment.Selector = (ushort)selector;
        segment.Base = Base;
        segment.Limit = Limit;
        segment.Attributes = Attributes;
        segment.Refresh();
    }
}
