namespace Xemu.Cpu.X86;

/// <summary>Low bits of <see cref="TlbEntry.Info"/>.</summary>
internal static class TlbInfo
{
    public const uint Valid = 1;

    /// <summary>Writes are permitted and the page table's dirty bit is set.</summary>
    public const uint Writable = 2;

    /// <summary>Stays over a CR3 load.</summary>
    public const uint Global = 4;

    /// <summary>A part of a 2 or 4 MiB page: INVLPG of any address in it drops all parts.</summary>
    public const uint Large = 8;
}
