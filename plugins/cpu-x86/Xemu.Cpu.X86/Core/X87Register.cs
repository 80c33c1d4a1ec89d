using System.Runtime.InteropServices;

namespace Xemu.Cpu.X86;

/// <summary>An 80-bit x87 register in 16 bytes; MMn is <see cref="Mantissa"/> of physical register n.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct X87Register
{
    public ulong Mantissa;

    /// <summary>Bit 15 sign, bits 0 to 14 exponent.</summary>
    public ushort SignExponent;
}
