namespace Xemu.Cpu.X86;

/// <summary>Bits of EFLAGS.</summary>
internal static class Efl
{
    public const uint Cf = 1;
    public const uint Fixed = 2;
    public const uint Pf = 4;
    public const uint Af = 0x10;
    public const uint Zf = 0x40;
    public const uint Sf = 0x80;
    public const uint Tf = 0x100;
    public const uint If = 0x200;
    public const uint Df = 0x400;
    public const uint Of = 0x800;
    public const uint Iopl = 0x3000;
    public const uint Nt = 0x4000;
    public const uint Rf = 0x1_0000;
    public const uint Vm = 0x2_0000;
    public const uint Ac = 0x4_0000;
    public const uint Vif = 0x8_0000;
    public const uint Vip = 0x10_0000;
    public const uint Id = 0x20_0000;

    /// <summary>The lazy ones.</summary>
    public const uint Arithmetic = Cf | Pf | Af | Zf | Sf | Of;

    /// <summary>All bits that exist.</summary>
    public const uint Valid = 0x3F_7FD5;
}
