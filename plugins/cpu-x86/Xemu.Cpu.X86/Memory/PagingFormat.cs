namespace Xemu.Cpu.X86;

/// <summary>The forms of page tables. Intel SDM vol. 3, 4.1.</summary>
internal enum PagingFormat
{
    /// <summary>CR0.PG is clear: linear addresses are physical.</summary>
    None,

    /// <summary>Two levels of 4-byte entries, pages of 4 KiB only.</summary>
    TwoLevels,

    /// <summary>The same with CR4.PSE: pages of 4 MiB too.</summary>
    LargePages,

    /// <summary>CR4.PAE: directory pointers in registers, two levels of 8-byte entries, pages of 4 KiB and 2 MiB.</summary>
    Pae,
}
