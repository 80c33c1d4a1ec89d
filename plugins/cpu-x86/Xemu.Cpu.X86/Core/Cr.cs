namespace Xemu.Cpu.X86;

/// <summary>Bits of the control registers and of EFLAGS.</summary>
internal static class Cr
{
    public const uint Pe = 1;
    public const uint Mp = 2;
    public const uint Em = 4;
    public const uint Ts = 8;
    public const uint Et = 0x10;
    public const uint Ne = 0x20;
    public const uint Wp = 0x1_0000;
    public const uint Am = 0x4_0000;
    public const uint Nw = 0x2000_0000;
    public const uint Cd = 0x4000_0000;
    public const uint Pg = 0x8000_0000;

    public const uint Vme = 1;
    public const uint Pvi = 2;
    public const uint Tsd = 4;
    public const uint De = 8;
    public const uint Pse = 0x10;
    public const uint Pae = 0x20;
    public const uint Mce = 0x40;
    public const uint Pge = 0x80;
    public const uint Pce = 0x100;
    public const uint OsFxsr = 0x200;
    public const uint OsXmmExcpt = 0x400;

    /// <summary>The CR4 bits that a Coppermine has.</summary>
    public const uint Cr4Valid = 0x7FF;
}
