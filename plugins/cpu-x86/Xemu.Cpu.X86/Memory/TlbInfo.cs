namespace Xemu.Cpu.X86;

/// <summary>Low bits of <see cref="TlbEntry.Info"/>.</summary>
internal static class TlbInfo
{
    public const uint Valid = 1;

    /// <summary>Writes are permitted and the page table's dirty bit is set.</summary>
    public const uint Writable = 2;

    /// <summary>A part of a 2 or 4 MiB page, or paging is off: pages around it follow in physical memory too.</summary>
    public const uint Large = 4;
}
