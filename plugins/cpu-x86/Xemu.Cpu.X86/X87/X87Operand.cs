using System.Numerics;
using System.Runtime.CompilerServices;

namespace Xemu.Cpu.X86;

/// <summary>A finite operand that is not zero, taken apart: the significand normalised, the exponent still biased, below 1 for a denormal.</summary>
internal readonly ref struct X87Operand
{
    public readonly ulong Significand;
    public readonly int Exponent;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public X87Operand(in Float80 a)
    {
        Significand = a.Significand;
        Exponent = a.Exponent;
        if (Exponent == 0)
        {
            // The exponent field 0 means the same power of two as 1; a pseudo-denormal is thereby normal already.
            int shift = BitOperations.LeadingZeroCount(Significand);
            Significand <<= shift;
            Exponent = 1 - shift;
        }
    }
}
